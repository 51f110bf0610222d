import { expect, it } from "vitest";
import { GET, POST } from "@/app/api/previews/route";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { saveComputation } from "@/lib/computations/mutations";
import { streamPreview } from "@/lib/computations/preview/queries";
import type { ComputationForm } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { upsertUser } from "@/lib/contacts/mutations";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { all, propertyIs, toForm } from "@/tests/support/factories/computations";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

const paying = toForm("Paying", { type: "segment", condition: all(propertyIs("plan", "pro")) });

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "member");
  const [owner, member] = actors as [Actor, Actor];
  const ask = async (actor: Actor | null, form: unknown, headers: Record<string, string> = {}) => {
    const cookie = actor ? await createSessionCookie(actor) : "";
    const request = new Request(`http://localhost/api/previews?workspace=${slug}`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json", ...headers },
      body: JSON.stringify(form),
    });
    return POST(request, { params: Promise.resolve({}) });
  };
  return { workspaceId, owner, member, ask };
}

async function addUser(workspaceId: WorkspaceId, userId: string, plan: string) {
  await upsertUser(workspaceId, { identification: { userId }, properties: new Map([["plan", plan]]) });
}

it("streams the exact counts of a small workspace to each role", async () => {
  const { workspaceId, member, ask } = await createWorld();
  await addUser(workspaceId, "kim", "pro");
  await addUser(workspaceId, "jo", "free");
  const response = await ask(member, paying);
  expect(response.status).toBe(200);
  const lines = (await response.text()).trim().split("\n");
  expect(lines).toHaveLength(1);
  const preview = JSON.parse(lines[0] ?? "") as Preview;
  expect(preview).toMatchObject({ isExact: true, total: 2, matching: { count: 1, low: 1, high: 1 } });
  expect(preview.examples.map(({ contact, holds }) => [contact.externalId, holds])).toEqual([
    ["kim", true],
    ["jo", false],
  ]);
});

it("streams estimates that end in the exact counts of a large workspace, and stops once aborted", async () => {
  const { workspaceId } = await createWorld();
  const total = 6_000;
  await prisma.user.createMany({
    data: Array.from({ length: total }, (_, index) => ({
      workspaceId,
      id: createId(),
      externalId: String(index),
      properties: { plan: index % 3 === 0 ? "pro" : "free" },
    })),
  });
  const previews = await collect(streamPreview(workspaceId, paying, new AbortController().signal));
  expect(previews.at(-1)).toMatchObject({
    isExact: true,
    total,
    evaluated: total,
    matching: { count: 2_000 },
  });
  for (const { isExact } of previews.slice(0, -1)) expect(isExact).toBe(false);
  expect(await collect(streamPreview(workspaceId, paying, AbortSignal.abort()))).toEqual([]);
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

it("counts a draft whose name another segment has", async () => {
  const { owner, ask } = await createWorld();
  await saveComputation(owner, paying);
  expect((await ask(owner, paying)).status).toBe(200);
});

it("returns 400 with the path of an invalid field", async () => {
  const { owner, ask } = await createWorld();
  const form: ComputationForm = {
    ...paying,
    body: { type: "segment", condition: all(propertyIs("", "pro")) },
  };
  const response = await ask(owner, form);
  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain("body.condition.conditions.0.name");
});

it("returns 401 without a session, 403 to other sites and 405 to GET", async () => {
  const { owner, ask } = await createWorld();
  expect((await ask(null, paying)).status).toBe(401);
  expect((await ask(owner, paying, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  const response = await GET(new Request("http://localhost/api/previews"), { params: Promise.resolve({}) });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
});
