import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { isLogSeparate, logDatabase, logDatabaseUrl } from "@/lib/db/log-database";
import { connectionSettings } from "@/lib/db/pool";
import { getMinId } from "@/lib/ids";
import { backgroundLogger } from "@/lib/logger";
import { dropPartition, listPartitions, type Partition } from "@/lib/logs/retention/partitions";
import {
  type DimensionKey,
  deleteUnusedDimensions,
  findMaxDimensionId,
} from "@/lib/logs/retention/unused-dimensions";
import type { Retention } from "@/lib/logs/store/log-store";
import { day, hour, second } from "@/lib/time";

/** Rows per DELETE, and the pause after each. */
const batchRows = 2_000;
const pauseMs = 100;

type Run = { client: Client; retentions: readonly Retention[]; signal: AbortSignal };

/**
 * Deletes rows past their retention. An advisory lock lets one process work at a time. Rows from before the separation
 * of the log database expire in the main database.
 */
export async function deleteExpired(retentions: readonly Retention[], signal: AbortSignal): Promise<boolean> {
  const isMine = await deleteExpiredIn(logDatabaseUrl, retentions, signal);
  if (isLogSeparate) await deleteExpiredIn(process.env.DATABASE_URL ?? "", retentions, signal);
  return isMine;
}

async function deleteExpiredIn(
  connectionString: string,
  retentions: readonly Retention[],
  signal: AbortSignal,
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
    if (!(await tryLock(client))) return false;
    for (const step of steps) await attempt(() => step({ client, retentions, signal }));
    return true;
  } finally {
    // Closing the connection releases the lock.
    await client.end();
  }
}

/** Dimensions after the calls and roll-ups that refer to them. */
const steps = [dropExpiredDays, deleteExpiredCalls, deleteExpiredRollups, deleteDimensions];

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ isMine: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('upkeep of the request log', 0)) AS "isMine"`,
  );
  return rows[0]?.isMine === true;
}

/** Drops the days that are expired in every workspace. */
async function dropExpiredDays({ client, retentions, signal }: Run): Promise<void> {
  if (retentions.length === 0) return;
  const oldest = Math.min(...listTimes(retentions));
  const expired = (await listPartitions(client)).filter(({ start }) => start.getTime() + day <= oldest);
  // PostgreSQL allows one pending DETACH: it comes first.
  expired.sort((a, b) => Number(b.state === "leaving") - Number(a.state === "leaving"));
  for (const partition of expired) {
    if (signal.aborted) return;
    await dropPartition(client, partition);
  }
}

/** Deletes expired calls from partitions that other workspaces still need. */
async function deleteExpiredCalls({ client, retentions, signal }: Run): Promise<void> {
  const limits = new Map(retentions.map(({ workspaceId, keptFrom }) => [workspaceId, keptFrom]));
  const newest = Math.max(...listTimes(retentions));
  for (const partition of await listPartitions(client)) {
    if (partition.state !== "attached" || partition.start.getTime() >= newest) continue;
    for (const workspaceId of await listWorkspacesIn(client, partition)) {
      const limit = limits.get(workspaceId);
      if (!limit || partition.start >= limit) continue;
      await deleteInBatches(client, signal, {
        text: `
          DELETE FROM "${partition.name}" WHERE "ctid" = ANY(ARRAY(
            SELECT "ctid" FROM "${partition.name}" WHERE "workspaceId" = $1 AND "id" < $2
            ORDER BY "id" LIMIT ${batchRows}))`,
        values: [workspaceId, getMinId(limit)],
      });
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

/**
 * Roll-ups hold the dimensions of calls, so an hour stays until its last second is expired. A day is read only as a whole
 * and stays for an hour after its start expired: a reader may have computed its range just before.
 */
async function deleteExpiredRollups({ client, retentions, signal }: Run): Promise<void> {
  await deleteInBatches(client, signal, {
    text: `
      DELETE FROM "RequestRollup" WHERE "ctid" = ANY(ARRAY(
        SELECT expired."ctid"
        FROM unnest($1::text[], $2::timestamptz[]) AS w("id", "expiredUntil")
        CROSS JOIN (VALUES (1::smallint), (24::smallint)) AS span("bucketHours")
        CROSS JOIN LATERAL (
          SELECT c."ctid" FROM "RequestRollup" c
          WHERE c."workspaceId" = w."id" AND c."bucketHours" = span."bucketHours"
            AND c."bucketStart" <= w."expiredUntil"
          LIMIT ${batchRows}) expired
        LIMIT ${batchRows}))`,
    values: [
      retentions.map(({ workspaceId }) => workspaceId),
      retentions.map(({ keptFrom }) => new Date(keptFrom.getTime() - hour)),
    ],
  });
}

/** Skips dimensions created during this run: their calls may not be stored yet. */
async function deleteDimensions({ client, signal }: Run): Promise<void> {
  const maxId = await findMaxDimensionId(client);
  let last: DimensionKey | undefined = { workspaceId: "", id: 0 };
  do last = await deleteUnusedDimensions(client, last, maxId);
  while (last && (await pause(signal)));
}

async function deleteInBatches(
  client: Client,
  signal: AbortSignal,
  statement: { text: string; values: unknown[] },
): Promise<void> {
  do {
    const { rowCount } = await client.query(statement);
    if ((rowCount ?? 0) < batchRows) return;
  } while (await pause(signal));
}

/** Logs errors: the next run retries in an hour. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    backgroundLogger.error({ err: error }, "A maintenance task of the request log failed.");
  }
}

/** Returns false when stopped. */
async function pause(signal: AbortSignal): Promise<boolean> {
  await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

/** Dimensions last: roll-ups refer to them. */
const tables = [
  ["RequestLog", `"workspaceId", "id"`],
  ["RequestRollup", `"workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket"`],
  ["RequestDimension", `"workspaceId", "id"`],
] as const;

export async function deleteWorkspaceLog(workspaceId: string): Promise<void> {
  for (const [name, key] of tables) {
    const text = `
      DELETE FROM "${name}" WHERE (${key}) IN (
        SELECT ${key} FROM "${name}" WHERE "workspaceId" = $1 LIMIT ${batchRows})`;
    while (((await logDatabase.query(text, [workspaceId])).rowCount ?? 0) === batchRows);
  }
}
