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

/** Rows that are deleted at once, and the milliseconds that others have the database to themselves afterwards. */
const batchRows = 2_000;
const pauseMs = 100;

/**
 * Makes the log's partitions ahead and deletes what is no longer kept: shortly after the start, and about every hour.
 * Every process may do this: one of them works at a time. `stop` resolves when it has ended, in a few seconds at most.
 */
export function startLogMaintenance(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const ended = keepUp(stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

async function keepUp(signal: AbortSignal): Promise<void> {
  await attempt(createPartitionsAhead);
  // Processes that start together do not all come at once.
  let wait = (10 + 20 * Math.random()) * second;
  while (await pause(wait, signal)) {
    await attempt(createPartitionsAhead);
    await attempt(() => deleteExpiredLogs(signal));
    wait = (0.9 + 0.2 * Math.random()) * hour;
  }
}

/** Deletes what no workspace can see any more. False where another process is at it. */
export async function deleteExpiredLogs(signal: AbortSignal): Promise<boolean> {
  const client = new Client({
    connectionString: process.env.DATABASE_URL ?? "",
    ...connectionSettings,
    // Who finds something in use leaves it for the next hour.
    lock_timeout: 3 * second,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    if (!(await tryLock(client))) return false;
    for (const step of steps) await attempt(() => step(client, signal));
    return true;
  } finally {
    // The lock goes with the connection.
    await client.end();
  }
}

/** Dimensions go last: not before what refers to them. */
const steps = [dropExpiredDays, deleteExpiredCalls, deleteExpiredCounts, deleteDimensions, deleteUnknownKeys];

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ isMine: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('upkeep of the request log', 0)) AS "isMine"`,
  );
  return rows[0]?.isMine === true;
}

/** Drops the days of which nobody keeps anything. */
async function dropExpiredDays(client: Client, signal: AbortSignal): Promise<void> {
  const { rows } = await client.query<{ oldest: Date | null }>(
    `SELECT min(${retentionStartSql}) AS "oldest" FROM "Workspace" w`,
  );
  const oldest = rows[0]?.oldest;
  if (!oldest) return;
  const expired = (await listPartitions(client)).filter(
    ({ start }) => start.getTime() + day <= oldest.getTime(),
  );
  // One that is leaving has to be gone before another can go.
  expired.sort((a, b) => Number(b.state === "leaving") - Number(a.state === "leaving"));
  for (const partition of expired) {
    if (signal.aborted) return;
    await dropPartition(client, partition);
  }
}

/** Deletes, of the days that somebody still keeps, the calls of those who don't. */
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

/** Whose calls are in a partition: one look into its index for each of them. */
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
 * Deletes the counts of hours that lie before what is kept with their last second, too: until then they hold the dimensions of
 * calls. Days are asked for as a whole only: who looked just before this one went out of reach has an hour to count it.
 */
async function deleteExpiredCounts(client: Client, signal: AbortSignal): Promise<void> {
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

/** Each that was there at the beginning is looked at once: what a writer just made for its calls has its time. */
async function deleteDimensions(client: Client, signal: AbortSignal): Promise<void> {
  const newest = await findMaxDimensionId(client);
  let last: DimensionKey | undefined = { workspaceId: "", id: 0 };
  do last = await deleteUnusedDimensions(client, last, newest);
  while (last && (await pause(pauseMs, signal)));
}

/** Only the last day of these is ever shown. */
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

/** What fails is tried again in an hour: it must not end the process. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    backgroundLogger.error({ err: error }, "A task of the request log's upkeep failed.");
  }
}

/** False as soon as it is time to stop. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
