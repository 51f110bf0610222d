import { expect, it } from "vitest";
import { GET } from "@/app/api/suggestions/route";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createEvents, createUsers } from "@/tests/support/factories/contacts";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("member");
  const suggest = async (query: Record<string, string>, actor = actors[0] as Actor, workspace = slug) => {
    const url = `http://localhost/api/suggestions?${new URLSearchParams({ workspace, ...query })}`;
    const request = new Request(url, { headers: { cookie: await createSessionCookie(actor) } });
    const response = await GET(request, { params: Promise.resolve({}) });
    return response.ok ? (await response.json()).data : response.status;
  };
  return { workspaceId, slug, suggest };
}

async function track(workspaceId: WorkspaceId, name: string, metadata: Record<string, string | number>[]) {
  const [userId = ""] = await createUsers(workspaceId, [{}]);
  await createEvents(
    workspaceId,
    metadata.map((entry) => ({ name, userId, triggeredAt: new Date(), metadata: entry })),
  );
}

it("suggests the names of an event's metadata by frequency, and values that occur more than once", async () => {
  const [world, other] = [await createWorld(), await createWorld()];
  await track(world.workspaceId, "exported", [
    { format: "csv", rows: 1, id: "a" },
    { format: "csv", rows: 2, id: "b" },
    { format: "pdf", rows: 3 },
    { format: "pdf" },
    { format: "csv" },
    { format: "png" },
  ]);
  await track(world.workspaceId, "opened", [{ from: "mail" }]);
  await track(other.workspaceId, "exported", [{ secret: "x" }, { secret: "x" }]);
  expect(await world.suggest({ event: "exported" })).toEqual(["format", "rows", "id"]);
  expect(await world.suggest({ event: "exported", metadata: "format" })).toEqual(["csv", "pdf"]);
  expect(await world.suggest({ event: "exported", metadata: "id" })).toEqual([]);
  expect(await world.suggest({ event: "exported", metadata: "secret" })).toEqual([]);
  expect(await world.suggest({ event: "never sent" })).toEqual([]);
});

it("suggests values of a property, items of lists too, of one workspace and kind", async () => {
  const [world, other] = [await createWorld(), await createWorld()];
  const plans = ["pro", "pro", "pro", "free", "free", "trial"];
  for (const { workspaceId } of [world, other]) {
    const ids = await createUsers(
      workspaceId,
      plans.map(() => ({})),
    );
    for (const [index, id] of ids.entries())
      await prisma.user.updateMany({
        where: { workspaceId, id },
        data: {
          properties: {
            plan: workspaceId === other.workspaceId ? "hidden" : (plans[index] ?? ""),
            tags: index < 2 ? ["new", `tag ${index}`] : [],
            seats: 5,
          },
        },
      });
  }
  expect(await world.suggest({ kind: "user", property: "plan" })).toEqual(["pro", "free"]);
  expect(await world.suggest({ kind: "user", property: "tags" })).toEqual(["new"]);
  expect(await world.suggest({ kind: "user", property: "seats" })).toEqual([]);
  expect(await world.suggest({ kind: "account", property: "plan" })).toEqual([]);
});

it("rejects unknown queries, and workspaces of others", async () => {
  const [world, other] = [await createWorld(), await createWorld()];
  expect(await world.suggest({})).toBe(400);
  expect(await world.suggest({ event: "exported", property: "plan" })).toBe(400);
  expect(await world.suggest({ event: "exported" }, undefined, other.slug)).toBe(404);
});
