import type { PoolClient } from "pg";
import { expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { getQueueState } from "@/lib/computations/engine/queue";
import { drain, startComputationWorker } from "@/lib/computations/engine/worker";
import { markWorker } from "@/lib/computations/engine/worker-lock";
import { retryRun } from "@/lib/computations/mutations";
import { getRunState } from "@/lib/computations/queries";
import { upsertUser } from "@/lib/contacts/mutations";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { transact } from "@/lib/db/transact";
import { createId } from "@/lib/ids";
import { all, defineSegment, propertyIs } from "@/tests/support/factories/computations";
import { createWorkspaceOf } from "@/tests/support/factories/people";

async function createOwner(): Promise<Actor> {
  const { actors } = await createWorkspaceOf("owner");
  return actors[0] as Actor;
}

async function upsertPlans({ workspaceId }: Actor, count: number, plan: string) {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      upsertUser(workspaceId, {
        identification: { userId: `u${index}` },
        properties: new Map([["plan", plan]]),
      }),
    ),
  );
}

const countMembers = ({ workspaceId }: Actor, segmentId: string) =>
  prisma.segmentUser.count({ where: { workspaceId, segmentId } });

/** Makes every change of the membership of one segment fail, as a full disk or a bug would. */
async function failOnSegment(segmentId: string): Promise<() => Promise<void>> {
  const name = `fail_${segmentId.toLowerCase()}`;
  await pool.query(`
    CREATE FUNCTION "${name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
    CREATE TRIGGER "${name}" BEFORE INSERT ON "SegmentUser" FOR EACH ROW
      WHEN (NEW."segmentId" = '${segmentId}') EXECUTE FUNCTION "${name}"()`);
  return async () => {
    await pool.query(`DROP TRIGGER "${name}" ON "SegmentUser"; DROP FUNCTION "${name}"`);
  };
}

it("computes each queued contact once with several workers at the same time", async () => {
  const owner = await createOwner();
  const segmentId = await defineSegment(owner, "Business", all(propertyIs("plan", "Business")));
  await drain();
  const workers = [startComputationWorker(), startComputationWorker(), startComputationWorker()];
  await upsertPlans(owner, 60, "Business");
  await expect.poll(() => countMembers(owner, segmentId)).toBe(60);
  await upsertPlans(owner, 60, "Free");
  await expect.poll(() => countMembers(owner, segmentId)).toBe(0);
  await Promise.all(workers.map((worker) => worker.stop()));
  const changes = await prisma.contactChange.count({ where: { workspaceId: owner.workspaceId } });
  expect(changes).toBe(120);
  expect(await getQueueState()).toEqual({ depth: 0, oldestSeconds: 0 });
});

it("queues a contact whose property changed, unless the worker wrote it", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  await defineSegment(owner, "Business", all(propertyIs("plan", "Business")));
  await upsertPlans(owner, 1, "Business");
  await drain();
  const setPlan = (client: PoolClient, plan: string) =>
    client.query(
      `UPDATE "User" SET "properties" = jsonb_build_object('plan', $2::text) WHERE "workspaceId" = $1`,
      [...[workspaceId, plan]],
    );
  const countQueued = () => prisma.computationQueue.count({ where: { workspaceId } });
  await transact(async (client) => {
    await markWorker(client);
    await setPlan(client, "Free");
  });
  expect(await countQueued()).toBe(0);
  await transact((client) => setPlan(client, "Trial"));
  expect(await countQueued()).toBe(1);
  await drain();
});

it("postpones a contact that fails, and computes the others", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  const poisoned = await defineSegment(owner, "Poisoned", all(propertyIs("plan", "Poison")));
  const other = await defineSegment(owner, "Business", all(propertyIs("plan", "Business")));
  await drain();
  const repair = await failOnSegment(poisoned);
  await upsertUser(workspaceId, {
    identification: { userId: "poison" },
    properties: new Map([["plan", "Poison"]]),
  });
  await upsertPlans(owner, 5, "Business");
  await drain();
  expect(await countMembers(owner, other)).toBe(5);
  expect(await countMembers(owner, poisoned)).toBe(0);
  const waiting = await prisma.computationQueue.findMany({ where: { workspaceId } });
  expect(waiting.map(({ attempts }) => attempts > 0)).toContain(true);
  await repair();
  await prisma.computationQueue.updateMany({ where: { workspaceId }, data: { retryAt: null } });
  await drain();
  expect(await countMembers(owner, poisoned)).toBe(1);
});

it("stops a run after three failures, shows why, and goes on after a retry", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  await upsertPlans(owner, 3, "Business");
  const segmentId = await defineSegment(owner, "Business", all(propertyIs("plan", "Business")));
  const repair = await failOnSegment(segmentId);
  const worker = startComputationWorker();
  await expect
    .poll(() => getRunState(workspaceId, "user"), { timeout: 15_000 })
    .toMatchObject({ state: "stopped", done: 0, total: 3, failure: expect.stringContaining("refused") });
  await repair();
  await retryRun(workspaceId, "user");
  await expect.poll(() => getRunState(workspaceId, "user")).toEqual({ state: "idle" });
  await worker.stop();
  expect(await countMembers(owner, segmentId)).toBe(3);
});

it("computes a write while thousands of contacts are due", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  const segmentId = await defineSegment(owner, "Business", all(propertyIs("plan", "Business")));
  await drain();
  const ids = Array.from({ length: 2_000 }, () => createId());
  await prisma.user.createMany({ data: ids.map((id) => ({ workspaceId, id })) });
  await pool.query(`DELETE FROM "ComputationQueue" WHERE "workspaceId" = $1`, [workspaceId]);
  await pool.query(
    `INSERT INTO "ContactState" ("workspaceId", "kind", "contactId", "dueAt")
     SELECT $1, 'user', "id", clock_timestamp() FROM unnest($2::text[]) "id"`,
    [workspaceId, ids],
  );
  const countDue = () => prisma.contactState.count({ where: { workspaceId, dueAt: { not: null } } });
  const worker = startComputationWorker();
  await expect.poll(countDue).toBeLessThan(ids.length);
  await upsertPlans(owner, 1, "Business");
  await expect.poll(() => countMembers(owner, segmentId)).toBe(1);
  expect(await countDue()).toBeGreaterThan(0);
  await expect.poll(countDue).toBe(0);
  await worker.stop();
});
