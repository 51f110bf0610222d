import { expect, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import { drain } from "@/lib/computations/engine/worker";
import { deleteComputation } from "@/lib/computations/mutations";
import { prisma } from "@/lib/db/prisma";
import { day } from "@/lib/time";
import { type Client, createClient } from "@/tests/support/factories/api-client";
import { all, any, defineSegment, eventAtLeast, propertyIs } from "@/tests/support/factories/computations";
import { listIds, type Row, readList } from "@/tests/support/factories/contacts";
import { fc, numRuns, printSeed, seed } from "@/tests/support/models/properties";
import { callInProcess } from "@/tests/support/servers/call-api";

printSeed();

const call = callInProcess(catalog);
const thisWeek = { range: "lastDays", days: 7 } as const;

function readChanges({ key }: Client, segmentId: string, query = ""): Promise<Row[]> {
  return readList(call, `/segments/${segmentId}/changes?limit=2${query}`, key);
}

/** Changes are listed only once all older ones are committed, of whatever process. */
async function readAllChanges(client: Client, segmentId: string): Promise<Row[]> {
  const { workspaceId } = client;
  const count = await prisma.contactChange.count({ where: { workspaceId, computationId: segmentId } });
  return vi.waitFor(
    async () => {
      const changes = await readChanges(client, segmentId);
      expect(changes).toHaveLength(count);
      return changes;
    },
    { timeout: 15_000, interval: 5 },
  );
}

function track(client: Client, identification: object, name: string, triggeredAt = new Date()) {
  return client.post("/track", { identification, name, triggeredAt: triggeredAt.toISOString() });
}

it("lists who entered and left, oldest first, with the cause and the contact's identifiers", async () => {
  const client = await createClient();
  const kim = { userId: "kim", email: "kim@acme-inc.com" };
  await client.post("/users/upsert", { identification: { userId: "lee" }, properties: { plan: "Pro" } });
  const condition = any(propertyIs("plan", "Pro"), eventAtLeast("exported", 2, thisWeek));
  const segmentId = await defineSegment(client.owner, "Active", condition);
  await drain();
  for (const _ of [1, 2]) await track(client, { user: kim }, "exported");
  await drain();
  await client.post("/users/upsert", { identification: { userId: "lee" }, properties: { plan: "Free" } });
  await drain();
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const shared = { id: expect.any(String), time };
  const changes = await readAllChanges(client, segmentId);
  expect(changes).toEqual([
    { ...shared, entered: true, cause: "definition", user: { userId: "lee" } },
    { ...shared, entered: true, cause: "event", event: "exported", user: kim },
    { ...shared, entered: false, cause: "property", user: { userId: "lee" } },
  ]);
  expect(changes.map(({ id }) => id)).toEqual(changes.map(({ id }) => id).toSorted());
});

it("lists changes by the passing of time, from a time on and after a change", async () => {
  const client = await createClient();
  const now = Date.now();
  for (const _ of [1, 2])
    await track(client, { user: { userId: "kim" } }, "exported", new Date(now - 20 * day));
  const segmentId = await defineSegment(client.owner, "Active", all(eventAtLeast("exported", 2, thisWeek)));
  for (const daysAgo of [18, 10]) await drain({ now: now - daysAgo * day });
  const changes = await readAllChanges(client, segmentId);
  expect(changes).toMatchObject([
    { entered: true, cause: "definition", time: new Date(now - 18 * day).toISOString() },
    { entered: false, cause: "time", time: new Date(now - 10 * day).toISOString() },
  ]);
  const since = (time: number) => readChanges(client, segmentId, `&from=${new Date(time).toISOString()}`);
  expect(await since(now - 10 * day)).toEqual(changes.slice(1));
  expect(await since(now - 10 * day + 1)).toEqual([]);
  expect(await since(Date.parse("1900-01-01T00:00:00Z"))).toEqual(changes);
  expect(await readChanges(client, segmentId, `&after=${changes[0]?.id}`)).toEqual(changes.slice(1));
  expect(await readChanges(client, segmentId, `&after=${changes[1]?.id}`)).toEqual([]);
});

it("has the accounts of a segment of accounts", async () => {
  const client = await createClient();
  const segmentId = await defineSegment(client.owner, "Pro", all(propertyIs("plan", "Pro")), "account");
  const account = { accountId: "7", domain: "acme-inc.com" };
  await client.post("/accounts/upsert", { identification: account, properties: { plan: "Pro" } });
  await drain();
  expect(await readAllChanges(client, segmentId)).toMatchObject([{ entered: true, account }]);
  expect(listIds(await readList(call, `/accounts?segmentId=${segmentId}`, client.key))).toEqual(["7"]);
});

it("ends with the segment: its changes, members and details are not found", async () => {
  const client = await createClient();
  await client.post("/users/upsert", { identification: { userId: "lee" }, properties: { plan: "Pro" } });
  const segmentId = await defineSegment(client.owner, "Pro", all(propertyIs("plan", "Pro")));
  await drain();
  await deleteComputation(client.owner, segmentId);
  for (const path of [`/segments/${segmentId}`, `/segments/${segmentId}/changes`])
    expect((await client.send("GET", path)).status).toBe(404);
  expect(await readList(call, `/users?segmentId=${segmentId}`, client.key)).toEqual([]);
});

type Step =
  | { do: "upsert"; userId: string | undefined; email: string | undefined; plan: string }
  | { do: "track"; userId: string; age: number }
  | { do: "delete"; userId: string }
  | { do: "compute" };

const userId = fc.constantFrom("1", "2", "3");
const email = fc.constantFrom("a@acme-inc.com", "b@acme-inc.com", "c@acme-inc.com");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        do: fc.constant("upsert" as const),
        userId: fc.option(userId, { nil: undefined }),
        email: fc.option(email, { nil: undefined }),
        plan: fc.constantFrom("Free", "Pro"),
      })
      .filter((upsert) => (upsert.userId ?? upsert.email) !== undefined),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("track" as const), userId, age: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), userId }) },
  { weight: 3, arbitrary: fc.constant({ do: "compute" as const }) },
);

it(
  "leads to the members when all changes are applied in order, after any writes, merges and deletions",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const client = await createClient();
        const condition = any(propertyIs("plan", "Pro"), eventAtLeast("exported", 2, thisWeek));
        const segmentId = await defineSegment(client.owner, "Active", condition);
        for (const next of steps) await run(client, next);
        await drain();
        const members = await readList(call, `/users?segmentId=${segmentId}`, client.key);
        const copy = applyChanges(await readAllChanges(client, segmentId));
        expect([...copy].toSorted()).toEqual(members.map(identify).toSorted());
      }),
      { seed, numRuns: numRuns({ usual: 15, deep: 500 }) },
    );
  },
  numRuns({ usual: 60_000, deep: 900_000 }),
);

async function run(client: Client, step: Step): Promise<void> {
  if (step.do === "compute") return drain();
  if (step.do === "track") {
    const user = { userId: step.userId };
    await track(client, { user }, "exported", new Date(Date.now() - step.age * day));
  } else if (step.do === "delete") {
    await client.send("DELETE", "/users", { identification: { userId: step.userId } });
  } else {
    const { userId, email, plan } = step;
    await client.post("/users/upsert", { identification: { userId, email }, properties: { plan } });
  }
}

function applyChanges(changes: Row[]): Set<string> {
  const members = new Set<string>();
  for (const { entered, user } of changes) {
    if (entered) members.add(identify(user as Row));
    else members.delete(identify(user as Row));
  }
  return members;
}

function identify({ userId, email }: Row): string {
  return JSON.stringify([userId, email]);
}
