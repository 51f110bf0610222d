import "server-only";
import {
  batchRows,
  deleteExpiredRows,
  deleteInBatches,
  dropExpiredDays,
  type ExpiryRun,
  pauseExpiry,
  type Retention,
  runExclusively,
} from "@/lib/db/day-expiry";
import { isLogSeparate, logDatabase, logDatabaseUrl } from "@/lib/db/log-database";
import { backgroundLogger } from "@/lib/logger";
import { logPartitions } from "@/lib/logs/retention/partitions";
import {
  type DimensionKey,
  deleteUnusedDimensions,
  findMaxDimensionId,
} from "@/lib/logs/retention/unused-dimensions";
import { hour } from "@/lib/time";

/**
 * Deletes rows past their retention. An advisory lock lets one process work at a time. Rows from before the separation
 * of the log database expire in the main database.
 */
export async function deleteExpired(retentions: readonly Retention[], signal: AbortSignal): Promise<boolean> {
  const isMine = await deleteExpiredIn(logDatabaseUrl, retentions, signal);
  if (isLogSeparate) await deleteExpiredIn(process.env.DATABASE_URL ?? "", retentions, signal);
  return isMine;
}

function deleteExpiredIn(
  connectionString: string,
  retentions: readonly Retention[],
  signal: AbortSignal,
): Promise<boolean> {
  return runExclusively(connectionString, "upkeep of the request log", async (client) => {
    for (const step of steps) await attempt(() => step({ client, retentions, signal }));
  });
}

/** Dimensions after the calls and roll-ups that refer to them. */
const steps: ((run: ExpiryRun) => Promise<void>)[] = [
  (run) => dropExpiredDays(logPartitions, run),
  (run) => deleteExpiredRows(logPartitions, run),
  deleteExpiredRollups,
  deleteDimensions,
];

/**
 * Roll-ups hold the dimensions of calls, so an hour stays until its last second is expired. A day is read only as a whole
 * and stays for an hour after its start expired: a reader may have computed its range just before.
 */
async function deleteExpiredRollups({ client, retentions, signal }: ExpiryRun): Promise<void> {
  await deleteInBatches(client, signal, (limit) => ({
    text: `
      DELETE FROM "RequestRollup" WHERE "ctid" = ANY(ARRAY(
        SELECT expired."ctid"
        FROM unnest($1::text[], $2::timestamptz[]) AS w("id", "expiredUntil")
        CROSS JOIN (VALUES (1::smallint), (24::smallint)) AS span("bucketHours")
        CROSS JOIN LATERAL (
          SELECT c."ctid" FROM "RequestRollup" c
          WHERE c."workspaceId" = w."id" AND c."bucketHours" = span."bucketHours"
            AND c."bucketStart" <= w."expiredUntil"
          LIMIT ${limit}) expired
        LIMIT ${limit}))`,
    values: [
      retentions.map(({ workspaceId }) => workspaceId),
      retentions.map(({ keptFrom }) => new Date(keptFrom.getTime() - hour)),
    ],
  }));
}

/** Skips dimensions created during this run: their calls may not be stored yet. */
async function deleteDimensions({ client, signal }: ExpiryRun): Promise<void> {
  const maxId = await findMaxDimensionId(client);
  let last: DimensionKey | undefined = { workspaceId: "", id: 0 };
  do last = await deleteUnusedDimensions(client, last, maxId);
  while (last && (await pauseExpiry(signal)));
}

/** Logs errors: the next run retries in an hour. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    backgroundLogger.error({ err: error }, "A maintenance task of the request log failed.");
  }
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
