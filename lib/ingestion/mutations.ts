import "server-only";
import type { ClientBase } from "pg";
import { pool } from "@/lib/db/pool";
import type { MessageOutcome } from "@/lib/ingestion/outcomes";
import { hour } from "@/lib/time";

/** Concurrent transactions of one connector add to different rows. */
const slots = 8;

export type ConnectorCount = {
  workspaceId: string;
  connectorId: string;
  outcome: MessageOutcome;
  /** Why it was excluded or rejected. Empty for the others. */
  code: string;
  messages: number;
};

/** Adds to the counts of this hour, in a transaction or in its own. Each count occurs once. */
export async function addConnectorCounts(
  counts: readonly ConnectorCount[],
  now: Date,
  client: Pick<ClientBase, "query"> = pool,
): Promise<void> {
  await client.query({
    name: "add-connector-counts",
    // In one order, so that transactions cannot deadlock.
    text: `
      INSERT INTO "ConnectorCount" ("workspaceId", "connectorId", "bucketStart", "outcome", "code", "slot", "messages")
      SELECT "workspaceId", "connectorId", $1, "outcome"::"MessageOutcome", "code", $2::smallint, "messages"
      FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int[])
        s ("workspaceId", "connectorId", "outcome", "code", "messages")
      ORDER BY 1, 2, 4, 5
      ON CONFLICT ("workspaceId", "connectorId", "bucketStart", "outcome", "code", "slot")
      DO UPDATE SET "messages" = "ConnectorCount"."messages" + EXCLUDED."messages"`,
    values: [
      new Date(Math.floor(now.getTime() / hour) * hour),
      Math.floor(Math.random() * slots),
      counts.map(({ workspaceId }) => workspaceId),
      counts.map(({ connectorId }) => connectorId),
      counts.map(({ outcome }) => outcome),
      counts.map(({ code }) => code),
      counts.map(({ messages }) => messages),
    ],
  });
}
