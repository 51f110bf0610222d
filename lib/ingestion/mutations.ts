import "server-only";
import { pool } from "@/lib/db/pool";
import type { MessageOutcome } from "@/lib/ingestion/outcomes";
import { hour } from "@/lib/time";

export type ConnectorCount = {
  workspaceId: string;
  connectorId: string;
  outcome: MessageOutcome;
  /** Why it was excluded or rejected. Empty for the others. */
  code: string;
  messages: number;
};

/** Adds to the counts of this hour. Each count occurs once. */
export async function addConnectorCounts(counts: readonly ConnectorCount[], now: Date): Promise<void> {
  await pool.query({
    name: "add-connector-counts",
    text: addCountsSql(1),
    values: toCountValues(counts, now),
  });
}

/** The statement of `addConnectorCounts`, whose parameters begin at `$first`. In one order, so that transactions cannot deadlock. */
export function addCountsSql(first: number): string {
  const [time, slot, workspaces, connectors, outcomes, codes, messages] = Array.from(
    { length: 7 },
    (_, index) => `$${first + index}`,
  );
  return `
    INSERT INTO "ConnectorCount" ("workspaceId", "connectorId", "bucketStart", "outcome", "code", "slot", "messages")
    SELECT "workspaceId", "connectorId", ${time}::timestamptz, "outcome"::"MessageOutcome", "code", ${slot}::smallint, "messages"
    FROM unnest(${workspaces}::text[], ${connectors}::text[], ${outcomes}::text[], ${codes}::text[], ${messages}::int[])
      s ("workspaceId", "connectorId", "outcome", "code", "messages")
    ORDER BY 1, 2, 4, 5
    ON CONFLICT ("workspaceId", "connectorId", "bucketStart", "outcome", "code", "slot")
    DO UPDATE SET "messages" = "ConnectorCount"."messages" + EXCLUDED."messages"`;
}

/** Concurrent transactions of one connector add to different rows. */
const slots = 8;

export function toCountValues(counts: readonly ConnectorCount[], now: Date): unknown[] {
  return [
    new Date(Math.floor(now.getTime() / hour) * hour),
    Math.floor(Math.random() * slots),
    counts.map(({ workspaceId }) => workspaceId),
    counts.map(({ connectorId }) => connectorId),
    counts.map(({ outcome }) => outcome),
    counts.map(({ code }) => code),
    counts.map(({ messages }) => messages),
  ];
}
