import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";

/** An event whose definition, contacts and device exist. */
export type StoredEvent = {
  id: string;
  definitionId: string;
  userId: string | undefined;
  accountId: string | undefined;
  deviceId: string | undefined;
  websiteId: string | undefined;
  triggeredAt: Date;
  /** When its contacts were seen; undefined if they were not active. */
  seenAt: Date | undefined;
  metadata: ReadonlyMap<string, unknown>;
};

/** Inserts events and updates when their contacts were seen, in one statement. Contacts and devices must be locked. */
export async function insertEvents(
  client: PoolClient,
  workspaceId: WorkspaceId,
  events: readonly StoredEvent[],
): Promise<void> {
  const texts = (pick: (event: StoredEvent) => string | undefined) =>
    toTextArray(events.map((event) => pick(event) ?? ""));
  await client.query({
    name: "insert-stored-events",
    text: `
      WITH "sent" AS (
        SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
                             $9::timestamptz[], $10::text[])
          s ("id", "definitionId", "userId", "accountId", "deviceId", "websiteId", "triggeredAt", "seenAt", "metadata")
      ), "userSeen" AS (
        ${updateSeenSql("user")}
      ), "accountSeen" AS (
        ${updateSeenSql("account")}
      )
      INSERT INTO "Event" ("workspaceId", "id", "definitionId", "userId", "accountId", "deviceId", "websiteId",
                           "triggeredAt", "metadata")
      SELECT $1, "id", "definitionId", NULLIF("userId", ''), NULLIF("accountId", ''), NULLIF("deviceId", ''),
             NULLIF("websiteId", ''), "triggeredAt", "metadata"::jsonb
      FROM "sent"`,
    values: [
      workspaceId,
      texts(({ id }) => id),
      texts(({ definitionId }) => definitionId),
      texts(({ userId }) => userId),
      texts(({ accountId }) => accountId),
      texts(({ deviceId }) => deviceId),
      texts(({ websiteId }) => websiteId),
      toTimestampArray(events.map(({ triggeredAt }) => triggeredAt)),
      toTimestampArray(events.map(({ seenAt }) => seenAt ?? never)),
      texts(({ metadata }) => JSON.stringify(Object.fromEntries(metadata))),
    ],
  });
}

/** Earlier than every time that is stored. */
const never = new Date(0);

/**
 * Of several events of one contact, the earliest and the latest time count. A subquery for each contact uses the primary
 * key; without statistics, the planner may join all contacts of the workspace.
 */
function updateSeenSql(kind: ContactKind): string {
  const { table, foreignKey } = contactTables[kind];
  return `
    UPDATE ${table.sql} c
    SET "firstSeenAt" = LEAST(c."firstSeenAt", s."first"), "lastSeenAt" = GREATEST(c."lastSeenAt", s."last")
    FROM (
      SELECT ${foreignKey.sql} AS "contactId", min("triggeredAt") AS "first", max("seenAt") AS "last"
      FROM "sent" WHERE ${foreignKey.sql} <> '' GROUP BY 1) s
    CROSS JOIN LATERAL (
      SELECT k."ctid" FROM ${table.sql} k WHERE k."workspaceId" = $1 AND k."id" = s."contactId" LIMIT 1) k
    WHERE c."workspaceId" = $1 AND c."ctid" = k."ctid"
      AND (c."firstSeenAt" > s."first" OR c."lastSeenAt" < s."last")`;
}
