import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { DayPartitions, Partition } from "@/lib/db/day-partitions";
import { connectionSettings } from "@/lib/db/pool";
import { getMinId } from "@/lib/ids";
import { day, second } from "@/lib/time";

/** Rows per DELETE, and the pause after each. */
export const batchRows = 2_000;
const pauseMs = 100;

/** A workspace keeps nothing older. */
export type Retention = { workspaceId: string; keptFrom: Date };

export type ExpiryRun = { client: Client; retentions: readonly Retention[]; signal: AbortSignal };

/**
 * Opens a connection and runs `work` under the advisory lock `lockName`. Returns false if another process holds the lock.
 */
export async function runExclusively(
  connectionString: string,
  lockName: string,
  work: (client: Client) => Promise<void>,
): Promise<boolean> {
  const client = new Client({
    connectionString,
    ...connectionSettings,
    // Locked tables wait for the next hour.
    lock_timeout: 3 * second,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    if (!(await tryLock(client, lockName))) return false;
    await work(client);
    return true;
  } finally {
    // Closing the connection releases the lock.
    await client.end();
  }
}

async function tryLock(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ isMine: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isMine"`,
    [name],
  );
  return rows[0]?.isMine === true;
}

/** Drops the days that are expired in every workspace. */
export async function dropExpiredDays(
  partitions: DayPartitions,
  { client, retentions, signal }: ExpiryRun,
): Promise<void> {
  if (retentions.length === 0) return;
  const oldest = Math.min(...listTimes(retentions));
  const expired = (await partitions.list(client)).filter(({ start }) => start.getTime() + day <= oldest);
  // PostgreSQL allows one pending DETACH: it comes first.
  expired.sort((a, b) => Number(b.state === "leaving") - Number(a.state === "leaving"));
  for (const partition of expired) {
    if (signal.aborted) return;
    await partitions.drop(client, partition);
  }
}

/** Deletes expired rows from partitions that other workspaces still need. */
export async function deleteExpiredRows(
  partitions: DayPartitions,
  { client, retentions, signal }: ExpiryRun,
): Promise<void> {
  const order = partitions.keyColumns.map((column) => `"${column}"`).join(", ");
  const limits = new Map(retentions.map(({ workspaceId, keptFrom }) => [workspaceId, keptFrom]));
  const newest = Math.max(...listTimes(retentions));
  for (const partition of await partitions.list(client)) {
    if (partition.state !== "attached" || partition.start.getTime() >= newest) continue;
    for (const workspaceId of await listWorkspacesIn(client, partition)) {
      const limit = limits.get(workspaceId);
      if (!limit || partition.start >= limit) continue;
      await deleteInBatches(client, signal, (rows) => ({
        text: `
          DELETE FROM "${partition.name}" WHERE "ctid" = ANY(ARRAY(
            SELECT "ctid" FROM "${partition.name}" WHERE "workspaceId" = $1 AND "id" < $2
            ORDER BY ${order} LIMIT ${rows}))`,
        values: [workspaceId, getMinId(limit)],
      }));
      if (signal.aborted) return;
    }
  }
}

function listTimes(retentions: readonly Retention[]): number[] {
  return retentions.map(({ keptFrom }) => keptFrom.getTime());
}

/** Loose index scan: one index lookup per workspace. */
async function listWorkspacesIn(client: Client, { name }: Partition): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`
    WITH RECURSIVE workspace("id") AS (
      SELECT min("workspaceId") FROM "${name}"
      UNION ALL
      SELECT (SELECT min("workspaceId") FROM "${name}" WHERE "workspaceId" > w."id") FROM workspace w
      WHERE w."id" IS NOT NULL
    )
    SELECT "id" FROM workspace WHERE "id" IS NOT NULL`);
  return rows.map(({ id }) => id);
}

/** Repeats a statement that deletes up to `limit` rows until it deletes fewer. */
export async function deleteInBatches(
  client: Client,
  signal: AbortSignal,
  toStatement: (limit: number) => { text: string; values: unknown[] },
  limit: number = batchRows,
): Promise<void> {
  do {
    const { rowCount } = await client.query(toStatement(limit));
    if ((rowCount ?? 0) < limit) return;
  } while (await pauseExpiry(signal));
}

/** Returns false when stopped. */
export async function pauseExpiry(signal: AbortSignal): Promise<boolean> {
  await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
