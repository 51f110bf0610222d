import { Client } from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { listLogs } from "@/lib/logs/read/queries";
import { deleteExpiredLogs, startLogMaintenance } from "@/lib/logs/retention/maintenance";
import { logPartitions } from "@/lib/logs/retention/partitions";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import { setLogRetention } from "@/lib/workspaces/mutations";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

type World = { workspaceId: WorkspaceId; applicationId: string };

const never = new AbortController().signal;
const today = Math.floor(Date.now() / day) * day;

beforeEach(async () => {
  await prisma.workspace.deleteMany();
  await prisma.requestRollup.deleteMany();
  for (const { name } of await logPartitions.list(pool)) await pool.query(`DROP TABLE "${name}"`);
});

afterEach(() => void vi.useRealTimers());

test("several processes create the partitions of today and the next seven days", async () => {
  await Promise.all(Array.from({ length: 5 }, () => logPartitions.createAhead()));
  const starts = (await logPartitions.list(pool)).map(({ start }) => start.getTime());
  expect(starts).toEqual(Array.from({ length: 8 }, (_, index) => today + index * day));
});

test("a new partition has the primary key and the indexes of the log", async () => {
  await logPartitions.createFor([idAt(new Date(today))]);
  const { rows } = await pool.query(`
    SELECT p."relname" AS "of", x."indisprimary" AS "primary"
    FROM pg_index x
    JOIN pg_inherits i ON i."inhrelid" = x."indexrelid"
    JOIN pg_class p ON p."oid" = i."inhparent"
    JOIN pg_class t ON t."oid" = x."indrelid"
    WHERE t."relname" LIKE 'RequestLog\\_%' ORDER BY 1`);
  const { rows: wanted } = await pool.query(`
    SELECT "indexrelid"::regclass::text AS "name", "indisprimary" AS "primary" FROM pg_index
    WHERE "indrelid" = '"RequestLog"'::regclass ORDER BY 1`);
  expect(rows).toEqual(wanted.map(({ name, primary }) => ({ of: name.replaceAll('"', ""), primary })));
});

test("stores a batch with a call whose partition is missing", async () => {
  const world = await createWorld(90);
  const ids = [0, 3, 80].map((age) => idAt(new Date(Date.now() - age * day)));
  await storeCalls(ids.map((id) => storedCall(world, { id })));
  expect(await listIds(world)).toEqual(ids.toSorted());
});

test("processes that store calls of a day without a partition lose none", async () => {
  const world = await createWorld(30);
  const batches = Array.from({ length: 8 }, () => Array.from({ length: 20 }, () => storedCall(world)));
  await Promise.all(batches.map(storeCalls));
  expect(await listIds(world)).toHaveLength(160);
});

test("the last call of a day and the first of the next are in different partitions", async () => {
  const world = await createWorld(30);
  const [before, after] = [idAt(new Date(today - 1)), idAt(new Date(today))];
  await storeCalls([storedCall(world, { id: before }), storedCall(world, { id: after })]);
  const [yesterday, now] = await logPartitions.list(pool);
  expect(await idsIn(yesterday?.name)).toEqual([before]);
  expect(await idsIn(now?.name)).toEqual([after]);
});

test("creates partitions without blocking readers and writers", async () => {
  const world = await createWorld(30);
  await storeCalls([storedCall(world)]);
  await withOpenTransaction(async (other) => {
    await other.query(`SELECT count(*) FROM "RequestLog"`);
    await other.query(`DELETE FROM "RequestLog" WHERE "id" = 'none'`);
    await logPartitions.createAhead();
    expect(await logPartitions.list(pool)).toHaveLength(8);
  });
});

test("drops days that are expired in every workspace, keeps the others", async () => {
  const world = await createWorld(30);
  const ids = [29, 30, 32].map((age) => idAt(new Date(today - age * day + hour)));
  await storeCalls(ids.map((id) => storedCall(world, { id })));
  expect(await deleteExpiredLogs(never)).toBe(true);
  const starts = (await logPartitions.list(pool)).map(({ start }) => start.getTime());
  expect(starts).toEqual([30, 29].map((age) => today - age * day));
});

test("dropping a day blocks no reader, and gives up when a reader holds the log", async () => {
  const world = await createWorld(7);
  const old = idAt(new Date(today - 20 * day));
  const recent = idAt(new Date());
  await storeCalls([storedCall(world, { id: old }), storedCall(world, { id: recent })]);
  await withOpenTransaction(async (reader) => {
    await reader.query(`SELECT count(*) FROM "RequestLog"`);
    const dropping = deleteExpiredLogs(never);
    while ((await logPartitions.list(pool))[0]?.state !== "leaving") await listLogs(world.workspaceId, {});
    const write = storeCalls([storedCall(world)]);
    expect((await listLogs(world.workspaceId, {})).rows.length).toBeGreaterThan(0);
    await write;
    await dropping;
    expect((await reader.query(`SELECT count(*)::int AS "calls" FROM "RequestLog"`)).rows).toEqual([
      { calls: 2 },
    ]);
    expect((await logPartitions.list(pool))[0]?.state).toBe("leaving");
  });
  await deleteExpiredLogs(never);
  expect(await logPartitions.list(pool)).toHaveLength(1);
  expect(await listIds(world)).toHaveLength(2);
});

test("drops a day that an earlier run only detached", async () => {
  const world = await createWorld(7);
  await storeCalls([storedCall(world, { id: idAt(new Date(today - 20 * day)) })]);
  const [partition] = await logPartitions.list(pool);
  await pool.query(`ALTER TABLE "RequestLog" DETACH PARTITION "${partition?.name}"`);
  await deleteExpiredLogs(never);
  expect(await logPartitions.list(pool)).toEqual([]);
});

test("deletes calls older than the workspace's 7 days in batches; another workspace keeps its own", async () => {
  const [short, long] = [await createWorld(7), await createWorld(30)];
  const limit = Date.now() - 7 * day;
  const kept = idAt(new Date(limit + hour));
  await storeCalls([storedCall(short, { id: kept })]);
  const old = Array.from({ length: 5_000 }, (_, index) => idAt(new Date(limit - 1_000 - index)));
  await storeCalls(old.map((id) => storedCall(short, { id })));
  await storeCalls(old.slice(0, 10).map((id) => storedCall(long, { id })));
  await deleteExpiredLogs(never);
  expect(await listIds(short)).toEqual([kept]);
  expect(await listIds(long)).toHaveLength(10);
});

test("keeps the roll-up of an hour until its last second expires, of a day until an hour after its first", async () => {
  const world = await createWorld(7);
  const limit = new Date(Date.now() - 7 * day);
  const times = [-49 * hour, -25 * hour, -hour, -2 * hour, 0, hour, 26 * hour].map(
    (offset) => limit.getTime() + offset,
  );
  await storeCalls(times.map((time) => storedCall(world, { id: idAt(new Date(time)) })));
  await deleteExpiredLogs(never);
  const counts = await prisma.requestRollup.findMany({
    orderBy: [{ bucketHours: "asc" }, { bucketStart: "asc" }],
  });
  for (const hours of [1, 24]) {
    const starts = new Set(times.map((time) => time - (time % (hours * hour))));
    expect(
      counts.filter((count) => count.bucketHours === hours).map(({ bucketStart }) => bucketStart.getTime()),
    ).toEqual([...starts].filter((start) => start > limit.getTime() - hour));
  }
});

test("one process deletes at a time", async () => {
  await createWorld(7);
  const results = await Promise.all(Array.from({ length: 4 }, () => deleteExpiredLogs(never)));
  expect(results.filter(Boolean).length).toBeGreaterThanOrEqual(1);
  const other = new Client({ connectionString: process.env.DATABASE_URL ?? "" });
  await other.connect();
  await other.query(`SELECT pg_advisory_lock(hashtextextended('upkeep of the request log', 0))`);
  expect(await deleteExpiredLogs(never)).toBe(false);
  await other.end();
  await expect.poll(() => deleteExpiredLogs(never)).toBe(true);
});

test("expired calls stay invisible when the retention is extended again, and both changes are audited", async () => {
  const world = await createWorld(30);
  const actor: Actor = { workspaceId: world.workspaceId, personId: createId(), role: "admin" };
  const [old, kept] = [8, 6].map((age) => idAt(new Date(Date.now() - age * day))) as [string, string];
  await storeCalls([old, kept].map((id) => storedCall(world, { id })));
  for (const days of [7, 7, 30] as const) await setLogRetention(actor, days);
  expect((await listLogs(world.workspaceId, {})).rows.map(({ id }) => id)).toEqual([kept]);
  await deleteExpiredLogs(never);
  expect(await listIds(world)).toEqual([kept]);
  const entries = await prisma.auditEntry.findMany({
    where: { workspaceId: world.workspaceId, action: "logs.retention" },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
    ["logs.retention", "from 30 to 7 days"],
    ["logs.retention", "from 7 to 30 days"],
  ]);
});

test.each([-1, 1])(
  "a process whose clock is off by %i days shows and keeps a call by the database's clock",
  async (days) => {
    const world = await createWorld(7);
    const [gone, kept] = [7.5, 6.5].map((age) => idAt(new Date(Date.now() - age * day))) as [string, string];
    await storeCalls([gone, kept].map((id) => storedCall(world, { id })));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + days * day });
    expect((await listLogs(world.workspaceId, {})).rows.map(({ id }) => id)).toEqual([kept]);
    await deleteExpiredLogs(never);
    expect(await listIds(world)).toEqual([kept]);
  },
);

test("recognizes days with any DateStyle of the server", async () => {
  const world = await createWorld(7);
  const [old, kept] = [20, 6].map((age) => idAt(new Date(today - age * day))) as [string, string];
  await storeCalls([old, kept].map((id) => storedCall(world, { id })));
  const partitions = await logPartitions.list(pool);
  const name = new URL(process.env.DATABASE_URL ?? "").pathname.slice(1);
  await pool.query(`ALTER DATABASE "${name}" SET DateStyle = 'SQL, DMY'`);
  await withOpenTransaction(async (other) => {
    expect((await other.query("SHOW DateStyle")).rows).toEqual([{ DateStyle: "SQL, DMY" }]);
    expect(await logPartitions.list(other)).toEqual(partitions);
  });
  await deleteExpiredLogs(never);
  expect(await listIds(world)).toEqual([kept]);
  expect((await logPartitions.list(pool)).map(({ start }) => start.getTime())).toEqual([today - 6 * day]);
  await pool.query(`ALTER DATABASE "${name}" RESET DateStyle`);
});

test("the maintenance creates partitions at its start and stops promptly", async () => {
  const upkeep = startLogMaintenance();
  await expect.poll(() => logPartitions.list(pool)).toHaveLength(8);
  const stoppedAt = performance.now();
  await upkeep.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(1_000);
});

async function createWorld(logDays: number): Promise<World> {
  const workspaceId = createId() as WorkspaceId;
  const applicationId = createId();
  await prisma.workspace.create({
    data: {
      id: workspaceId,
      name: "Here",
      slug: workspaceId.toLowerCase(),
      logDays,
      applications: { create: { id: applicationId, name: "Importer", foldedName: "importer" } },
    },
  });
  return { workspaceId, applicationId };
}

/** All stored calls, visible or not. */
async function listIds({ workspaceId }: World): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT "id" FROM "RequestLog" WHERE "workspaceId" = $1 ORDER BY "id"`,
    [workspaceId],
  );
  return rows.map(({ id }) => id);
}

async function idsIn(partition = ""): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(`SELECT "id" FROM "${partition}"`);
  return rows.map(({ id }) => id);
}

async function withOpenTransaction(work: (other: Client) => Promise<void>): Promise<void> {
  const other = new Client({ connectionString: process.env.DATABASE_URL ?? "" });
  await other.connect();
  try {
    await other.query("BEGIN");
    await work(other);
  } finally {
    await other.end();
  }
}
