import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { LockedContact } from "@/lib/contacts/identities/queries";
import type { PropertyChange } from "@/lib/contacts/properties/mutations";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { maxPropertyBytes } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";

/** Writes of many contacts of one kind in one statement each. All contacts must be locked: see `lockContacts`. */

export type NewContact = LockedContact & { seenAt: Date };

/** Creates contacts, whose identifiers must be locked and free. */
export async function createContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  kind: ContactKind,
  contacts: readonly NewContact[],
): Promise<void> {
  const { table, aliasColumn } = contactTables[kind];
  await client.query({
    name: `create-${kind}s`,
    text: `
      INSERT INTO ${table.sql}
        ("workspaceId", "id", "externalId", ${aliasColumn.sql}, "firstSeenAt", "lastSeenAt", "updatedAt")
      SELECT $1, "id", NULLIF("externalId", ''), NULLIF("alias", ''), "seenAt", "seenAt", clock_timestamp()
      FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) s ("id", "externalId", "alias", "seenAt")`,
    values: [
      workspaceId,
      toTextArray(contacts.map(({ id }) => id)),
      toTextArray(contacts.map(({ externalId }) => externalId ?? "")),
      toTextArray(contacts.map(({ alias }) => alias ?? "")),
      toTimestampArray(contacts.map(({ seenAt }) => seenAt)),
    ],
  });
}

/**
 * Saves properties by the id of the contact. Returns the ids of contacts whose properties would become too large, which
 * it does not change. A contact over the limit may still shrink.
 */
export async function saveContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  kind: ContactKind,
  changes: ReadonlyMap<string, Pick<PropertyChange, "values" | "removed">>,
): Promise<string[]> {
  const { table } = contactTables[kind];
  const rows = [...changes];
  const saved = await client.query<{ id: string }>({
    name: `save-${kind}s`,
    text: `
      WITH "current" AS (
        SELECT c."id", c."ctid", c."properties" AS "before",
               (CASE WHEN s."removed" = '[]' THEN c."properties"
                     ELSE c."properties" - ARRAY(SELECT jsonb_array_elements_text(s."removed"::jsonb)) END)
               || s."added"::jsonb AS "after"
        FROM unnest($2::text[], $3::text[], $4::text[]) s ("id", "removed", "added")
        CROSS JOIN LATERAL (
          SELECT c."id", c."ctid", c."properties" FROM ${table.sql} c
          WHERE c."workspaceId" = $1 AND c."id" = s."id" LIMIT 1) c
      ), "measured" AS (
        SELECT *, octet_length("after"::text) > ${maxPropertyBytes}
          AND octet_length("after"::text) > octet_length("before"::text) AS "isTooLarge"
        FROM "current"
      ), "saved" AS (
        UPDATE ${table.sql} c SET "properties" = m."after", "updatedAt" = clock_timestamp()
        FROM "measured" m
        WHERE c."workspaceId" = $1 AND c."ctid" = m."ctid" AND NOT m."isTooLarge" AND m."before" <> m."after"
      )
      SELECT "id" FROM "measured" WHERE "isTooLarge"`,
    values: [
      workspaceId,
      toTextArray(rows.map(([id]) => id)),
      toTextArray(rows.map(([, { removed }]) => JSON.stringify(removed))),
      toTextArray(rows.map(([, { values }]) => JSON.stringify(Object.fromEntries(values)))),
    ],
  });
  return saved.rows.map(({ id }) => id);
}
