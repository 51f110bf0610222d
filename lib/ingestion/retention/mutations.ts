import "server-only";
import {
  deleteExpiredRows,
  deleteInBatches,
  dropExpiredDays,
  type ExpiryRun,
  type Retention,
  runExclusively,
} from "@/lib/db/day-expiry";
import { DayPartitions } from "@/lib/db/day-partitions";
import { pool } from "@/lib/db/pool";
import { hour } from "@/lib/time";

/** Messages are kept as long as the request log, in the main database. */
export const messagePartitions: DayPartitions = new DayPartitions("ConnectorMessage", pool, [
  "connectorId",
  "id",
]);

/** Libraries send a message again for 12 hours, from a device's storage longer. */
const acceptedDays = 7;

/**
 * Deletes messages and counts past the retention of their workspace, and the ids of messages after 7 days. Returns false
 * if another process does it.
 */
export function deleteExpiredMessages(
  retentions: readonly Retention[],
  signal: AbortSignal,
): Promise<boolean> {
  const connectionString = process.env.DATABASE_URL ?? "";
  return runExclusively(connectionString, "upkeep of connectors", async (client) => {
    const run = { client, retentions, signal };
    await dropExpiredDays(messagePartitions, run);
    await deleteExpiredRows(messagePartitions, run);
    await deleteExpiredCounts(run);
    await deleteAcceptedMessages(run);
  });
}

/** An hour stays until its last second is expired. */
function deleteExpiredCounts({ client, retentions, signal }: ExpiryRun): Promise<void> {
  return deleteInBatches(client, signal, (limit) => ({
    text: `
      DELETE FROM "ConnectorCount" WHERE "ctid" = ANY(ARRAY(
        SELECT expired."ctid"
        FROM unnest($1::text[], $2::timestamptz[]) AS w("id", "expiredUntil")
        CROSS JOIN LATERAL (
          SELECT c."ctid" FROM "ConnectorCount" c
          WHERE c."workspaceId" = w."id" AND c."bucketStart" <= w."expiredUntil"
          LIMIT ${limit}) expired
        LIMIT ${limit}))`,
    values: [
      retentions.map(({ workspaceId }) => workspaceId),
      retentions.map(({ keptFrom }) => new Date(keptFrom.getTime() - hour)),
    ],
  }));
}

/** Rows of one DELETE. Each reads the rows that earlier ones deleted, so that many small ones would cost more. */
const acceptedBatchRows = 20_000;

function deleteAcceptedMessages({ client, signal }: ExpiryRun): Promise<void> {
  return deleteInBatches(
    client,
    signal,
    (limit) => ({
      text: `
        DELETE FROM "AcceptedMessage" WHERE "ctid" = ANY(ARRAY(
          SELECT "ctid" FROM "AcceptedMessage"
          WHERE "receivedAt" < clock_timestamp() - interval '${acceptedDays} days' LIMIT ${limit}))`,
      values: [],
    }),
    acceptedBatchRows,
  );
}
