import { Client } from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { getIdTime } from "@/lib/ids";
import { listLogs } from "@/lib/logs/read/queries";
import { summarizeLogs } from "@/lib/logs/read/summary";
import { deleteExpiredLogs } from "@/lib/logs/retention/maintenance";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import { runScript } from "@/scripts/command/run-process";
import { createLogWorld, type LogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { countLockWaits } from "@/tests/support/matchers/lock-waits";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { captureServerLog } from "@/tests/support/matchers/server-log";

const never = new AbortController().signal;
const ipAddress = "198.51.100.77";

let world: LogWorld;

beforeEach(async () => {
  await prisma.workspace.deleteMany();
  await pool.query(`DELETE FROM "RequestLog"; DELETE FROM "RequestRollup"`);
  world = await createLogWorld();
  await prisma.workspace.update({ where: { id: world.workspaceId }, data: { logDays: 7 } });
  await createLogWorld();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test("an IP address is in no table after the retention of its calls; others stay", async () => {
  const [gone, kept] = [storedCall(world, { id: expired(), ipAddress }), storedCall(world)];
  await storeCalls([gone, kept]);
  expect(await findTablesWith(pool, [ipAddress])).toContain('public."RequestDimension"');
  await deleteExpiredLogs(never);
  expect(await findTablesWith(pool, [ipAddress])).toEqual([]);
  expect(await listAddresses()).toEqual([kept.ipAddress]);
  expect((await summarizeLogs(world.workspaceId, {})).facets.ip).toMatchObject([{ value: kept.ipAddress }]);
});

test("keeps a dimension as long as its oldest call, with or without roll-ups", async () => {
  const kept = storedCall(world, { id: idAt(new Date(Date.now() - 7 * day + 10_000)), ipAddress });
  await storeCalls([kept]);
  await deleteExpiredLogs(never);
  expect(await listAddresses()).toEqual([ipAddress]);
  await pool.query(`DELETE FROM "RequestRollup"`);
  await deleteExpiredLogs(never);
  expect((await listLogs(world.workspaceId, {})).rows).toMatchObject([{ id: kept.id, ipAddress }]);
});

test("deletes a dimension whose calls were never stored", async () => {
  await storeCalls([storedCall(world, { ipAddress })]);
  await pool.query(`DELETE FROM "RequestLog"; DELETE FROM "RequestRollup"`);
  await deleteExpiredLogs(never);
  expect(await listAddresses()).toEqual([]);
});

test("a writer with a cached, deleted dimension creates it again and stores and counts its calls once", async () => {
  await storeCalls([storedCall(world, { id: expired(), ipAddress })]);
  await deleteExpiredLogs(never);
  const calls = [storedCall(world), storedCall(world, { ipAddress }), storedCall(world, { ipAddress })];
  await storeCalls(calls);
  await expectExactly(calls.map(({ id }) => id));
  expect((await summarizeLogs(world.workspaceId, { ip: [ipAddress] })).calls).toBe(2);
});

test("stores a batch with a deleted dimension, a missing partition and calls that are stored already", async () => {
  await storeCalls([storedCall(world, { id: expired(), ipAddress })]);
  await deleteExpiredLogs(never);
  const [stored, recent, early] = [
    storedCall(world),
    storedCall(world, { ipAddress }),
    storedCall(world, { id: idAt(new Date(Date.now() - 3 * day)), ipAddress }),
  ];
  await storeCalls([stored]);
  await storeCalls([stored, recent, early]);
  await expectExactly([stored, recent, early].map(({ id }) => id));
});

test("keeps a dimension whose calls are being stored, without waiting for the writer", async () => {
  const log = captureServerLog();
  await storeCalls([storedCall(world, { ipAddress })]);
  const counts = await prisma.requestRollup.findMany();
  await pool.query(`DELETE FROM "RequestLog"; DELETE FROM "RequestRollup"`);
  await prisma.$transaction(async (storing) => {
    await storing.requestRollup.createMany({ data: counts });
    await deleteExpiredLogs(never);
  });
  await deleteExpiredLogs(never);
  expect(await listAddresses()).toEqual([ipAddress]);
  expect(log()).toEqual([]);
});

test("a writer waits for the deletion of its dimension and creates it again", async () => {
  await storeCalls([storedCall(world, { ipAddress })]);
  await pool.query(`DELETE FROM "RequestLog"; DELETE FROM "RequestRollup"`);
  const other = await connect();
  await other.query(`BEGIN; DELETE FROM "RequestDimension"`);
  const call = storedCall(world, { ipAddress });
  const storing = storeCalls([call]);
  await expect.poll(countLockWaits).toBe(1);
  await other.query("COMMIT");
  await other.end();
  await storing;
  await expectExactly([call.id]);
});

test("while dimensions are deleted again and again, processes that store calls of them lose and double nothing", async () => {
  const values = [world.workspaceId, world.applicationId, String(getIdTime(expired()).getTime())];
  const writers = [1, 2].map(() =>
    runScript(["tests/integration/logs/store-during-dimension-deletion.ts", ...values]),
  );
  let writing = true;
  const ended = Promise.all(writers).finally(() => {
    writing = false;
  });
  while (writing) await deleteExpiredLogs(never);
  const outcomes = await ended;
  expect(outcomes.map(({ ok, output }) => (ok ? "" : output))).toEqual(["", ""]);
  await deleteExpiredLogs(never);
  await expectExactly(outcomes.flatMap(({ stdout }): string[] => JSON.parse(stdout)));
}, 60_000);

test("offers the IP addresses with the most calls, and the selected one", async () => {
  const addresses = Array.from({ length: 130 }, (_, index) => `10.0.0.${index}`);
  await storeCalls(
    addresses.flatMap((address, index) =>
      [address, ...(index < 100 ? [address] : [])].map((ip) => storedCall(world, { ipAddress: ip })),
    ),
  );
  const chosen = addresses.at(-1) as string;
  const { facets, calls } = await summarizeLogs(world.workspaceId, { ip: [chosen] });
  expect(calls).toBe(1);
  expect(facets.ip.map((option) => option.value).toSorted()).toEqual(
    [...addresses.slice(0, 100), chosen].toSorted(),
  );
  expect(facets.ip.at(-1)).toMatchObject({ value: chosen, calls: 1, selected: true });
});

/** The id of a call that is expired here, on a day that another workspace keeps. */
function expired(): string {
  return idAt(new Date(Date.now() - 7 * day - 2 * hour));
}

async function listAddresses(): Promise<string[]> {
  const dimensions = await prisma.requestDimension.findMany({ orderBy: { ipAddress: "asc" } });
  return dimensions.map((dimension) => dimension.ipAddress);
}

/** Expects each call to be stored with its dimension and counted once. */
async function expectExactly(ids: readonly string[]): Promise<void> {
  const { rows } = await pool.query<{ id: string; known: boolean }>(`
    SELECT l."id", d."id" IS NOT NULL AS "known"
    FROM "RequestLog" l LEFT JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"
    ORDER BY 1`);
  expect(rows).toEqual(ids.toSorted().map((id) => ({ id, known: true })));
  const counts = await prisma.requestRollup.groupBy({ by: ["bucketHours"], _sum: { calls: true } });
  expect(counts.map(({ _sum }) => _sum.calls)).toEqual([ids.length, ids.length]);
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: process.env.DATABASE_URL ?? "" });
  await client.connect();
  return client;
}
