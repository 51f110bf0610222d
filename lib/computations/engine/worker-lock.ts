import "server-only";
import type { PoolClient } from "pg";

/** Advisory lock of the worker's transactions, shared: it marks them in pg_locks. Arbitrary. */
const workerLock = 5_707_312;

/**
 * Marks the transaction as one that writes history (see `historyHorizonSql`) and computed properties: conditions read
 * neither from a contact's row, so the trigger that queues changed contacts skips its writes.
 *
 * Its statements look up each contact by an index. A plan that was made while a table was almost empty would scan the
 * table instead, for each batch, and is kept while the table grows.
 */
export async function markWorker(client: PoolClient): Promise<void> {
  await client.query({
    name: "mark-worker",
    text: `
      SELECT pg_advisory_xact_lock_shared($1, 0), set_config('computations.writes_results', 'on', true),
             set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
             set_config('enable_mergejoin', 'off', true)`,
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
