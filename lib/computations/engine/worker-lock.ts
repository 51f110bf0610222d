import "server-only";
import type { PoolClient } from "pg";

/** Advisory lock of the worker's transactions, shared: it marks them in pg_locks. Arbitrary. */
const workerLock = 5_707_312;

/** Marks the transaction as one that writes history: see `readHistoryHorizonSql`. */
export async function markWorker(client: PoolClient): Promise<void> {
  await client.query({
    name: "mark-worker",
    text: `SELECT pg_advisory_xact_lock_shared($1, 0)`,
    values: [workerLock],
  });
}

/**
 * History is complete before this time: ids have at least the time when their transaction began, and each that began
 * before it has ended.
 */
export const historyHorizonSql = `
  (SELECT coalesce(min(a."xact_start"), clock_timestamp())
   FROM pg_locks l JOIN pg_stat_activity a ON a."pid" = l."pid"
   WHERE l."locktype" = 'advisory' AND l."classid" = ${workerLock} AND l."objid" = 0)`;

/** The database's clock in milliseconds: one clock for all processes. */
export async function readDatabaseTime(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ now: number }>({
    name: "read-clock",
    text: `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "now"`,
  });
  return rows[0]?.now ?? Date.now();
}
