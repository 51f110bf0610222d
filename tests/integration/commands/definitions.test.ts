import { expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { runDefinitionsCommand } from "@/scripts/command/definitions-command";
import { toSentence } from "@/scripts/command/run-command";
import { createSite, pageview } from "@/tests/support/factories/site";

/** A workspace with one used and one unused event definition each from its website and from the API. */
async function createWorld() {
  const site = await createSite();
  const { workspaceId } = site.client;
  await site.collect({ type: "event", id: createId(), deviceId: "d", name: "forged" });
  await site.client.send("POST", "/track", { identification: { user: { userId: "1" } }, name: "exported" });
  await pool.query(
    `INSERT INTO "EventDefinition" ("workspaceId", "id", "name", "websiteId")
     VALUES ($1, 'a', 'unused of the API', NULL), ($1, 'b', 'unused of the website', $2)`,
    [workspaceId, site.id],
  );
  const { slug } = await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const problem = await runDefinitionsCommand([...args, "--workspace", slug], (line) =>
      lines.push(line),
    ).then(() => undefined, toSentence);
    return { lines, problem };
  };
  return { site, workspaceId, run };
}

it("lists definitions with their origin and the number of their uses", async () => {
  const { site, run } = await createWorld();
  await site.collect(pageview("d", { parameters: { utm_campaign: "spring" } }));
  await site.collect({
    type: "identify",
    id: createId(),
    deviceId: "d",
    userId: "1",
    properties: { plan: "Pro" },
  });
  expect((await run("list")).lines).toEqual([
    "event\texported\tapi\t\t1",
    `event\tforged\twebsite\t${site.domain}\t1`,
    "event\tpage viewed\tapi\t\t1",
    "event\tunused of the API\tapi\t\t0",
    `event\tunused of the website\twebsite\t${site.domain}\t0`,
    `user\tplan\twebsite\t${site.domain}\t1`,
    `campaign\tspring\twebsite\t${site.domain}\t1`,
  ]);
  expect((await run("list", "--kind", "event", "--origin", "website")).lines).toHaveLength(2);
});

it("deletes unused definitions of one workspace and origin, and writes audit entries", async () => {
  const [{ run, workspaceId }, other] = [await createWorld(), await createWorld()];
  expect((await run("delete", "--kind", "event", "--all", "--origin", "website")).lines).toEqual([
    "unused of the website",
  ]);
  expect((await run("delete", "--kind", "event", "--all")).lines).toEqual(["unused of the API"]);
  expect((await other.run("list", "--kind", "event")).lines).toHaveLength(4);
  const { rows } = await listAuditEntries(workspaceId);
  const deletions = rows.filter(({ action }) => action === "definition.delete");
  expect(deletions.map(({ subject, detail }) => [subject, detail])).toEqual([
    ["unused of the API", "event, defined by the API"],
    ["unused of the website", "event, defined by visitors of a website"],
  ]);
});

it("deletes an event in use with its events only when forced", async () => {
  const { site, run } = await createWorld();
  const withoutForce = await run("delete", "--kind", "event", "--name", "forged");
  expect(withoutForce).toEqual({
    lines: [],
    problem: "The event 'forged' is in use (1 ×). Add --force to delete it anyway.",
  });
  expect((await run("delete", "--kind", "event", "--name", "forged", "--force")).lines).toEqual(["forged"]);
  const names = (await site.client.get<{ name: string }[]>("/events")).map(({ name }) => name);
  expect(names).not.toContain("forged");
});

it("deletes properties and campaigns in use with their values only when forced", async () => {
  const { site, run } = await createWorld();
  await site.client.send("POST", "/users/upsert", {
    identification: { userId: "1" },
    properties: { plan: "Pro", seats: 1 },
  });
  await site.collect(pageview("d", { parameters: { utm_campaign: "spring" } }));
  expect((await run("delete", "--kind", "user", "--all")).lines).toEqual([]);
  expect((await run("delete", "--kind", "user", "--name", "plan", "--force")).lines).toEqual(["plan"]);
  expect((await site.client.get("/users/1")).properties).toEqual({ seats: 1 });
  expect((await run("delete", "--kind", "campaign", "--all")).lines).toEqual([]);
  const forced = ["--kind", "campaign", "--all", "--origin", "website", "--force"];
  expect((await run("delete", ...forced)).lines).toEqual(["spring"]);
  expect(await site.client.get("/campaigns")).toEqual([]);
});

it.each([
  [["delete", "--kind", "event"], /^Enter either --name or --all\./],
  [["delete", "--name", "x"], /^--kind: Enter one of event, user, account, campaign\./],
  [["delete", "--kind", "event", "--all", "--force"], /^--all --force: Enter an --origin\./],
  [["delete", "--kind", "segment", "--all"], /^--kind: Enter one of/],
  [["delete", "--kind", "event", "--name", "nothing"], /^This workspace has no event 'nothing'\.$/],
  [["purge"], /^Usage:/],
])("fails with a sentence for %j", async (args, sentence) => {
  const { run } = await createWorld();
  expect(await run(...args)).toEqual({ lines: [], problem: expect.stringMatching(sentence) });
});
