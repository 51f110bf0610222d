import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { connectionSettings } from "@/lib/db/pool";
import { getMinId } from "@/lib/ids";
import { backgroundLogger } from "@/lib/logger";
import { retentionStartSql } from "@/lib/logs/read/queries";
import {
  createPartitionsAhead,
  dropPartition,
  listPartitions,
  type Partition,
} from "@/lib/logs/retention/partitions";
import {
  type DimensionKey,
  deleteUnusedDimensions,
  findMaxDimensionId,
} from "@/lib/logs/retention/unused-dimensions";
import { day, hour, second } from "@/lib/time";

/** Rows per DELETE, and the pause after each. */
const batchRows = 2_000;
const pauseMs = 100;

/**
 * Creates partitions ahead and deletes expired rows: shortly after the start and about every hour. An advisory lock lets
 * one process work at a time. `stop` resolves within a few seconds.
 */
export function startLogMaintenance(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const ended = runMaintenance(stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

async function runMaintenance(signal: AbortSignal): Promise<void> {
  await attempt(createPartitionsAhead);
  // Jitter for processes that start together.
  let wait = (10 + 20 * Math.random()) * second;
  while (await pause(wait, signal)) {
    await attempt(createPartitionsAhead);
    await attempt(() => deleteExpiredLogs(signal));
    wait = (0.9 + 0.2 * Math.random()) * hour;
  }
}

/** Deletes rows past their retention. Returns false if another process holds the lock. */
export async function deleteExpiredLogs(signal: AbortSignal): Promise<boolean> {
  const client = new Client({
    connectionString: process.env.DATABASE_URL ?? "",
    ...connectionSettings,
    // Locked tables wait for the next hour.
    lock_timeout: 3 * second,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    if (!(await tryLock(client))) return false;
    for (const step of steps) await attempt(() => step(client, signal));
    return true;
  } finally {
    // Closing the connection releases the lock.
    await client.end();
  }
}

/** Dimensions after the calls and roll-ups that refer to them. */
const steps = [
  dropExpiredDays,
  deleteExpiredCalls,
  deleteExpiredRollups,
  deleteDimensions,
  deleteUnknownKeys,
];

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ isMine: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('upkeep of the request log', 0)) AS "isMine"`,
  );
  return rows[0]?.isMine === true;
}

/** Drops the days that are expired in every workspace. */
async function dropExpiredDays(client: Client, signal: AbortSignal): Promise<void> {
  const { rows } = await client.query<{ oldest: Date | null }>(
    `SELECT min(${retentionStartSql}) AS "oldest" FROM "Workspace" w`,
  );
  const oldest = rows[0]?.oldest;
  if (!oldest) return;
  const expired = (await listPartitions(client)).filter(
    ({ start }) => start.getTime() + day <= oldest.getTime(),
  );
  // PostgreSQL allows one pending DETACH: it comes first.
  expired.sort((a, b) => Number(b.state === "leaving") - Number(a.state === "leaving"));
  for (const partition of expired) {
    if (signal.aborted) return;
    await dropPartition(client, partition);
  }
}

/** Deletes expired calls from partitions that other workspaces still need. */
async function deleteExpiredCalls(client: Client, signal: AbortSignal): Promise<void> {
  const { rows } = await client.query<{ id: string; keptFrom: Date }>(
    `SELECT w."id", ${retentionStartSql} AS "keptFrom" FROM "Workspace" w`,
  );
  const limits = new Map(rows.map(({ id, keptFrom }) => [id, keptFrom]));
  const newest = Math.max(...rows.map(({ keptFrom }) => keptFrom.getTime()));
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
async function deleteExpiredRollups(client: Client, signal: AbortSignal): Promise<void> {
  await deleteInBatches(client, signal, {
    text: `
      DELETE FROM "RequestRollup" WHERE "ctid" = ANY(ARRAY(
        SELECT expired."ctid"
        FROM "Workspace" w
        CROSS JOIN (VALUES (1::smallint), (24::smallint)) AS span("bucketHours")
        CROSS JOIN LATERAL (
          SELECT c."ctid" FROM "RequestRollup" c
          WHERE c."workspaceId" = w."id" AND c."bucketHours" = span."bucketHours"
            AND c."bucketStart" <= ${retentionStartSql} - interval '1 hour'
          LIMIT ${batchRows}) expired
        LIMIT ${batchRows}))`,
    values: [],
  });
}

/** Skips dimensions created during this run: their calls may not be stored yet. */
async function deleteDimensions(client: Client, signal: AbortSignal): Promise<void> {
  const maxId = await findMaxDimensionId(client);
  let last: DimensionKey | undefined = { workspaceId: "", id: 0 };
  do last = await deleteUnusedDimensions(client, last, maxId);
  while (last && (await pause(pauseMs, signal)));
}

/** The screens show 24 hours. */
async function deleteUnknownKeys(client: Client): Promise<void> {
  await client.query(`DELETE FROM "UnknownKeyCount" WHERE "bucketStart" < now() - interval '48 hours'`);
}

async function deleteInBatches(
  client: Client,
  signal: AbortSignal,
  statement: { text: string; values: unknown[] },
): Promise<void> {
  do {
    const { rowCount } = await client.query(statement);
    if ((rowCount ?? 0) < batchRows) return;
  } while (await pause(pauseMs, signal));
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
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
