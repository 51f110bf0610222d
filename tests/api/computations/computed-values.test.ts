import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { drain } from "@/lib/computations/engine/worker";
import { retryRun, saveComputation } from "@/lib/computations/mutations";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { day } from "@/lib/time";
import { type Client, createClient } from "@/tests/support/factories/api-client";
import { all, defineSegment, eventAtLeast, propertyIs, toForm } from "@/tests/support/factories/computations";
import { listIds, readList } from "@/tests/support/factories/contacts";
import { countLockWaits } from "@/tests/support/matchers/lock-waits";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const pays = all(propertyIs("plan", "Pro"));

async function defineAll({ owner }: Client): Promise<string> {
  const save = (name: string, body: Parameters<typeof toForm>[1]) =>
    saveComputation(owner, toForm(name, body));
  await save("Exports", {
    type: "property",
    formula: { function: "count", event: "exported", window: { range: "lastDays", days: 7 }, where: [] },
  });
  await save("Fit score", {
    type: "score",
    rules: [
      { name: "Pays", weight: 75, condition: pays, skipUnknown: false },
      { name: "Exports", weight: 25, condition: all(eventAtLeast("exported", 9)), skipUnknown: false },
    ],
    good: 70,
    bad: 30,
  });
  const { id: healthProfileId } = await save("Default", {
    type: "healthProfile",
    good: pays,
    bad: all(propertyIs("plan", "Free")),
    isDefault: true,
  });
  await save("Lead", { type: "stage", condition: null, healthProfileId });
  await save("Customer", { type: "stage", condition: pays, healthProfileId });
  return defineSegment(owner, "Paying", pays);
}

it("has computed values in the properties of contacts, and says which properties are computed", async () => {
  const client = await createClient();
  await defineAll(client);
  const user = { userId: "kim" };
  await client.post("/users/upsert", { identification: user, properties: { plan: "Pro" } });
  for (const _ of [1, 2]) await client.post("/track", { identification: { user }, name: "exported" });
  await drain();
  const computed = {
    exports: 2,
    fit_score: 75,
    stage: "Customer",
    stage_since: expect.any(String),
    health: "Good",
    segments: ["Paying"],
  };
  const { properties } = await client.get("/users/kim");
  expect(properties).toEqual({ plan: "Pro", ...computed });
  const listed =
    await client.get<{ name: string; label: string; isComputed: boolean }[]>("/properties/users");
  expect(listed.filter(({ isComputed }) => isComputed).map(({ name }) => name)).toEqual(
    Object.keys(computed).toSorted(),
  );
  expect(listed).toContainEqual({ name: "fit_score", label: "Fit score", isComputed: true });
  expect(listed).toContainEqual({ name: "plan", label: "Plan", isComputed: false });
  expect(await client.get("/properties/accounts")).toEqual([]);
});

it("rejects values that are sent for computed properties, each by its name", async () => {
  const client = await createClient();
  await defineAll(client);
  const sent = { stage: "VIP", health: "Good", segments: ["All"], fit_score: 100, exports: 9 };
  const { rejected } = await client.post("/users/upsert", {
    identification: { userId: "kim" },
    properties: { ...sent, plan: "Free" },
  });
  expect(Object.keys(rejected as object).toSorted()).toEqual(Object.keys(sent).toSorted());
  await drain();
  expect((await client.get("/users/kim")).properties).toMatchObject({
    plan: "Free",
    stage: "Lead",
    health: "Bad",
    fit_score: 0,
    exports: 0,
  });
});

it("shows a contact that changed in its own list of segments, in the segment's members and in 'updatedSince'", async () => {
  const client = await createClient();
  const segmentId = await defineAll(client);
  const upsert = (plan: string) =>
    client.post("/users/upsert", { identification: { userId: "kim" }, properties: { plan } });
  const readMembers = async () => listIds(await readList(call, `/users?segmentId=${segmentId}`, client.key));
  await upsert("Free");
  await drain();
  expect(await readMembers()).toEqual([]);
  expect(await client.get("/users/kim/segments")).toEqual([]);
  await upsert("Pro");
  const { updatedAt } = await client.get("/users/kim");
  await drain();
  expect(await readMembers()).toEqual(["kim"]);
  expect(await client.get("/users/kim/segments")).toEqual([{ id: segmentId, name: "Paying" }]);
  const later = new Date(Date.parse(updatedAt) + 1).toISOString();
  expect(listIds(await readList(call, `/users?updatedSince=${later}`, client.key))).toEqual(["kim"]);
  await upsert("Free");
  await drain();
  expect(await readMembers()).toEqual([]);
});

it("returns 0 for counts of events that left their window", async () => {
  const client = await createClient();
  await defineAll(client);
  await client.post("/track", { identification: { user: { userId: "kim" } }, name: "exported" });
  await drain();
  expect((await client.get("/users/kim")).properties).toMatchObject({ exports: 1 });
  await drain({ now: Date.now() + 8 * day });
  expect((await client.get("/users/kim")).properties).toMatchObject({ exports: 0 });
});

it("never reports 'live' with the count from before, when the conditions are applied during the request", async () => {
  const client = await createClient();
  await client.post("/users/upsert", { identification: { userId: "kim" }, properties: { plan: "Pro" } });
  const segmentId = await defineSegment(client.owner, "Paying", pays);
  const { workspaceId } = client;
  const session = await pool.connect();
  await session.query(`BEGIN; LOCK TABLE "ComputationRun" IN ACCESS EXCLUSIVE MODE`);
  const reading = client.get(`/segments/${segmentId}`);
  await expect.poll(countLockWaits).toBeGreaterThan(0);
  await session.query(
    `INSERT INTO "SegmentUser" ("workspaceId", "segmentId", "userId")
     SELECT "workspaceId", $2, "id" FROM "User" WHERE "workspaceId" = $1`,
    [workspaceId, segmentId],
  );
  await session.query(`UPDATE "ComputationRun" SET "finishedAt" = now() WHERE "workspaceId" = $1`, [
    workspaceId,
  ]);
  await session.query("COMMIT");
  session.release();
  expect(await reading).toMatchObject({ count: 1, progress: { state: "live" } });
});

it("counts a segment's members, as of the oldest change that waits, and reports how far its conditions are applied", async () => {
  const client = await createClient();
  const upsert = (userId: string) =>
    client.post("/users/upsert", { identification: { userId }, properties: { plan: "Pro" } });
  await upsert("kim");
  await upsert("lee");
  const form = toForm("Paying", { type: "segment", condition: pays }, { description: "Pay for a plan." });
  const { id } = await saveComputation(client.owner, form);
  const read = () => client.get<Record<string, unknown>>(`/segments/${id}`);
  const fixed = { id, name: "Paying", kind: "user", description: "Pay for a plan." };
  expect(await read()).toMatchObject({
    ...fixed,
    count: 0,
    progress: { state: "applying", done: 0, total: 2 },
  });
  await drain();
  const asOf = expect.any(String);
  expect(await read()).toEqual({ ...fixed, count: 2, asOf, progress: { state: "live" } });

  await upsert("mei");
  const written = Date.now();
  const waiting = await read();
  expect(waiting.count).toBe(2);
  expect(Date.parse(String(waiting.asOf))).toBeLessThanOrEqual(written);
  await drain();
  expect(Date.parse(String((await read()).asOf))).toBeGreaterThanOrEqual(written);

  const { workspaceId } = client;
  await prisma.computationRun.update({
    where: { workspaceId_kind: { workspaceId, kind: "user" } },
    data: { finishedAt: null, failure: "The database was too busy.", done: 1, total: 3 },
  });
  expect(await read()).toMatchObject({ count: 3, progress: { state: "stopped", done: 1, total: 3 } });
  await retryRun(workspaceId, "user");
  await drain();
  expect(await read()).toMatchObject({ count: 3, progress: { state: "live" } });
});
