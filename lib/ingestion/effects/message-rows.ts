import "server-only";
import type { PoolClient } from "pg";
import { z } from "zod";
import { toTextArray } from "@/lib/db/binary-arrays";
import type { MessageResult } from "@/lib/ingestion/effects/message-result";
import type { ReadMessage } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";
import { addCountsSql, type ConnectorCount, toCountValues } from "@/lib/ingestion/mutations";
import { redactPrefix, redactText } from "@/lib/logs/redact/redact-keys";
import { findSensitiveFields, maskSensitiveBody } from "@/lib/logs/redact/sensitive-fields";
import { maxLoggedBodyBytes } from "@/lib/logs/schema";

/** The row of a message in the debugger: without secrets and truncated, as in the request log. */
export type MessageRow = Pick<
  ReadMessage,
  "type" | "messageId" | "name" | "subject" | "library" | "payload"
> & {
  /** A ULID, whose time is the arrival. */
  id: string;
};

/** Fields whose names clients choose, and the proof of an identity, which does not expire. */
const sensitive = findSensitiveFields({
  body: z.object({ verification: z.string().meta({ sensitive: true }) }),
});

export function toMessageRow(id: string, message: ReadMessage): MessageRow {
  return {
    id,
    type: message.type,
    messageId: redactText(message.messageId),
    name: redactText(message.name),
    subject: redactText(message.subject),
    library: redactText(message.library),
    payload: redactPrefix(maskSensitiveBody(message.payload, sensitive), maxLoggedBodyBytes),
  };
}

/**
 * Stores rows with their results, which have the same order, counts them, and updates when the connector accepted a
 * message. That time is exact to the second: concurrent transactions of a connector must not wait for each other.
 */
export async function recordMessages(
  client: PoolClient,
  source: MessageSource,
  rows: readonly MessageRow[],
  results: readonly MessageResult[],
  retryCount: number,
): Promise<void> {
  const now = new Date();
  const texts = (pick: (row: MessageRow) => string) => toTextArray(rows.map(pick));
  const ends = (pick: (result: MessageResult) => string) => toTextArray(results.map(pick));
  await client.query({
    name: "record-connector-messages",
    text: `
      WITH "stored" AS (
        INSERT INTO "ConnectorMessage" ("workspaceId", "connectorId", "id", "outcome", "code", "type", "messageId", "name",
                                        "subject", "warnings", "library", "retryCount", "payload")
        SELECT $1, $2, "id", "outcome"::"MessageOutcome", "code", "type", "messageId", "name", "subject",
               string_to_array("warnings", ' '), "library", $3::smallint, "payload"
        FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                    $12::text[], $13::text[])
          s ("id", "outcome", "code", "type", "messageId", "name", "subject", "warnings", "library", "payload")
      ), "seen" AS (
        UPDATE "Connector" c SET "lastMessageAt" = $14
        FROM (
          SELECT "id" FROM "Connector"
          WHERE "workspaceId" = $1 AND "id" = $2 AND 'accepted' = ANY($5::text[])
            AND ("lastMessageAt" IS NULL OR "lastMessageAt" < $14::timestamptz - interval '1 second')
          FOR NO KEY UPDATE SKIP LOCKED) stale
        WHERE c."workspaceId" = $1 AND c."id" = stale."id"
      )
      ${addCountsSql(15)}`,
    values: [
      source.workspaceId,
      source.id,
      Math.min(retryCount, maxRetryCount),
      texts(({ id }) => id),
      ends(({ outcome }) => outcome),
      ends(({ reason }) => reason ?? ""),
      texts(({ type }) => type),
      texts(({ messageId }) => messageId),
      texts(({ name }) => name),
      texts(({ subject }) => subject),
      ends(({ warnings }) => warnings.join(" ")),
      texts(({ library }) => library),
      texts(({ payload }) => payload),
      now,
      ...toCountValues(countResults(source, results), now),
    ],
  });
}

/** The maximum of a smallint. */
const maxRetryCount = 32_767;

function countResults(
  { workspaceId, id }: MessageSource,
  results: readonly MessageResult[],
): ConnectorCount[] {
  const counts = new Map<string, ConnectorCount>();
  for (const { outcome, reason } of results) {
    const code = reason ?? "";
    const count = counts.get(`${outcome} ${code}`);
    if (count) count.messages += 1;
    else counts.set(`${outcome} ${code}`, { workspaceId, connectorId: id, outcome, code, messages: 1 });
  }
  return [...counts.values()];
}
