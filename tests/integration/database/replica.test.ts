import { afterAll, expect, inject, test } from "vitest";
import { runScript } from "@/scripts/command/run-process";
import { checkReplica } from "@/scripts/database/database";
import { startReplicatedPostgres } from "@/tests/support/servers/streaming-replica";

const postgres = await startReplicatedPostgres();
process.env.DATABASE_URL = postgres.url;
process.env.DATABASE_REPLICA_URL = postgres.replicaUrl;
const migrated = await runScript(["scripts/migrate.ts"], {});
if (!migrated.ok) throw new Error(migrated.output);

const { catalog } = await import("@/app/api/catalog");
const { lookups } = await import("@/lib/db/lookups");
const { createPool, pool } = await import("@/lib/db/pool");
const { isReplicaInUse, readFromReplica } = await import("@/lib/db/replica");
const { flushLogs } = await import("@/lib/logs/write/buffer");
const { createApplicationIn } = await import("@/tests/support/factories/application");
const { callInProcess } = await import("@/tests/support/servers/call-api");

const replica = createPool({ connectionString: postgres.replicaUrl, max: 1 });
const call = callInProcess(catalog);

afterAll(async () => {
  await flushLogs();
  await Promise.all([replica.end(), pool.end(), lookups.end()]);
  postgres.stop();
});

test("the start accepts a replica of the database, and nothing else that answers", async () => {
  const { DATABASE_REPLICA_URL: url } = process.env;
  expect(await checkReplica(postgres.url)).toBe(true);
  await expect(checkReplica(inject("postgresUrl"))).rejects.toThrow("a replica of another server");
  process.env.DATABASE_REPLICA_URL = postgres.url;
  await expect(checkReplica(postgres.url)).rejects.toThrow("no replica: it is not in recovery");
  process.env.DATABASE_REPLICA_URL = "postgresql://postgres@127.0.0.1:1/api_access";
  expect(await checkReplica(postgres.url)).toBe(false);
  process.env.DATABASE_REPLICA_URL = url;
});

test("a read sees every acknowledged write, on the replica", async () => {
  await expect.poll(isReplicaInUse).toBe(true);
  const { key } = await createApplicationIn();
  let onReplica = 0;
  for (let number = 0; number < 20; number += 1) {
    expect(await addUser(key, number)).toBe(201);
    expect(await listUserIds(key)).toContain(`user-${number}`);
    if (await readsReplica()) onReplica += 1;
  }
  expect(onReplica).toBeGreaterThan(0);
});

test("reads use the primary while the replica is behind, and the replica again when it has caught up", async () => {
  const { key } = await createApplicationIn();
  await expect.poll(isReplicaInUse).toBe(true);
  await replica.query("SELECT pg_wal_replay_pause()");
  expect(await addUser(key, 1)).toBe(201);
  expect(await listUserIds(key)).toEqual(["user-1"]);
  expect(await readsReplica()).toBe(false);
  expect(await (await call("/ready")).json()).toMatchObject({ data: { degraded: [{ part: "replica" }] } });
  await replica.query("SELECT pg_wal_replay_resume()");
  await expect.poll(readsReplica).toBe(true);
});

test("a read that the replay cancels is answered by the primary", async () => {
  await pool.query(`CREATE TABLE "Conflict" AS SELECT 1 AS "value"`);
  await expect.poll(readsReplica).toBe(true);
  const reading = readFromReplica((reader) =>
    reader.query(`SELECT pg_is_in_recovery() AS "onReplica", (SELECT pg_sleep(1) IS NULL) FROM "Conflict"`),
  );
  await expect
    .poll(() => replica.query(`SELECT FROM pg_locks WHERE "relation" = to_regclass('"Conflict"')`))
    .toMatchObject({ rowCount: 1 });
  await pool.query(`ALTER TABLE "Conflict" ADD COLUMN "other" int`);
  expect((await reading).rows).toMatchObject([{ onReplica: false }]);
});

test("no request fails while the replica is killed under load, and it is used again after its restart", async () => {
  const { key } = await createApplicationIn();
  expect(await addUser(key, 1)).toBe(201);
  await expect.poll(readsReplica).toBe(true);
  let isKilled = false;
  const statuses: number[] = [];
  const load = Array.from({ length: 8 }, async () => {
    for (let afterKill = 0; afterKill < 10; afterKill += Number(isKilled))
      statuses.push((await call("/users", { key })).status);
  });
  await expect.poll(() => statuses.length).toBeGreaterThan(20);
  postgres.killReplica();
  isKilled = true;
  await Promise.all(load);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await readsReplica()).toBe(false);
  postgres.startReplica();
  await expect.poll(readsReplica).toBe(true);
});

async function readsReplica(): Promise<boolean> {
  const { rows } = await readFromReplica((reader) =>
    reader.query(`SELECT pg_is_in_recovery() AS "onReplica"`),
  );
  return rows[0].onReplica;
}

async function addUser(key: string, number: number): Promise<number> {
  const body = JSON.stringify({ identification: { userId: `user-${number}` }, properties: {} });
  return (await call("/users/upsert", { method: "POST", key, body })).status;
}

async function listUserIds(key: string): Promise<string[]> {
  const { data } = await (await call("/users?limit=100", { key })).json();
  return data.map(({ userId }: { userId: string }) => userId);
}
