import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { identityForm, identityNames } from "@/lib/contacts/identities/queries";
import { type PropertyChange, validateKnownProperties } from "@/lib/contacts/properties/mutations";
import { toAccountIdentity, type UpsertAccount } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { maxPropertyBytes, type SentProperties } from "@/lib/contacts/schema/property";
import { toUserIdentity, type UpsertUser } from "@/lib/contacts/schema/user";
import { contactTables } from "@/lib/contacts/tables";
import { toTextArray } from "@/lib/db/binary-arrays";
import type { GroupedWrite, SetStatement } from "@/lib/writes/grouped-write";

type SharedUpsert = { write: GroupedWrite; rejected: PropertyChange["rejected"] };

/** The upsert as a write that shares a statement with others; undefined if it sends a new property. */
export function toSharedUserUpsert(
  workspaceId: WorkspaceId,
  { identification, properties = new Map() }: UpsertUser,
): Promise<SharedUpsert | undefined> {
  return toSharedUpsert(workspaceId, toUserIdentity(identification), properties);
}

/** The same for an account; undefined if it has members, too. */
export async function toSharedAccountUpsert(
  workspaceId: WorkspaceId,
  { identification, properties = new Map(), members = [] }: UpsertAccount,
): Promise<SharedUpsert | undefined> {
  if (members.length > 0) return undefined;
  return toSharedUpsert(workspaceId, toAccountIdentity(identification), properties);
}

async function toSharedUpsert(
  workspaceId: WorkspaceId,
  identity: Identity,
  properties: SentProperties,
): Promise<SharedUpsert | undefined> {
  const change = await validateKnownProperties(workspaceId, identity.kind, properties);
  if (!change) return undefined;
  const write: GroupedWrite<UpsertRow> = {
    statement: getStatement(identity),
    row: { workspaceId, identity, change },
    contacts: identityNames(workspaceId, identity),
    isExclusive: true,
  };
  return { write, rejected: change.rejected };
}

type UpsertRow = { workspaceId: WorkspaceId; identity: Identity; change: PropertyChange };

const statements = new Map<string, SetStatement<UpsertRow>>();

function getStatement(identity: Identity): SetStatement<UpsertRow> {
  const name = `save-contacts-${identityForm(identity)}`;
  let statement = statements.get(name);
  if (!statement) {
    const text = composeText(identity);
    statement = { name, compose: (rows) => ({ text, values: toParameters(rows, identity) }) };
    statements.set(name, statement);
  }
  return statement;
}

/** `form`: an identity with the same identifiers as those of the rows. */
function toParameters(rows: readonly UpsertRow[], form: Identity): Buffer[] {
  const texts = (pick: (row: UpsertRow) => string) => toTextArray(rows.map(pick));
  return [
    texts(({ workspaceId }) => workspaceId),
    texts(({ change }) => JSON.stringify(change.removed)),
    texts(({ change }) => JSON.stringify(Object.fromEntries(change.values))),
    ...(form.externalId === undefined ? [] : [texts(({ identity }) => identity.externalId ?? "")]),
    ...(form.alias === undefined ? [] : [texts(({ identity }) => identity.alias ?? "")]),
  ];
}

/**
 * Saves properties of known contacts. Skips locked contacts, and contacts whose properties would become too large:
 * those writes run in separate transactions, which report the error to the client.
 */
function composeText({ kind, externalId, alias }: Identity): string {
  const { table, aliasColumn } = contactTables[kind];
  const identifiers = [
    ...(externalId === undefined ? [] : [{ name: `"sentId"`, column: `"externalId"` }]),
    ...(alias === undefined ? [] : [{ name: `"sentAlias"`, column: aliasColumn.sql }]),
  ];
  const where = [{ name: `"workspaceId"`, column: `"workspaceId"` }, ...identifiers]
    .map(({ name, column }) => `c.${column} = s.${name}`)
    .join(" AND ");
  return `
    WITH "sent" AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[]${identifiers.map((_, index) => `, $${index + 4}::text[]`).join("")})
        WITH ORDINALITY s ("workspaceId", "removed", "added"${identifiers.map(({ name }) => `, ${name}`).join("")}, "position")
    ), "current" AS (
      SELECT s."workspaceId", s."position", c."id", c."properties" AS "before",
             (CASE WHEN s."removed" = '[]' THEN c."properties"
                   ELSE c."properties" - ARRAY(SELECT jsonb_array_elements_text(s."removed"::jsonb)) END)
             || s."added"::jsonb AS "after"
      FROM "sent" s
      CROSS JOIN LATERAL (
        SELECT c."id", c."properties" FROM ${table.sql} c WHERE ${where} LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) c
    ), "measured" AS (
      SELECT *, octet_length("after"::text) <= ${maxPropertyBytes} AS "fits" FROM "current"
    ), "saved" AS (
      UPDATE ${table.sql} c SET "properties" = m."after", "updatedAt" = clock_timestamp()
      FROM "measured" m
      WHERE c."workspaceId" = m."workspaceId" AND c."id" = m."id" AND m."fits" AND m."before" <> m."after"
    )
    SELECT s."position", s."position" NOT IN (SELECT "position" FROM "measured")
      AND (SELECT true FROM ${table.sql} c WHERE ${where} LIMIT 1) IS NOT NULL
    FROM "sent" s WHERE s."position" NOT IN (SELECT "position" FROM "measured" WHERE "fits")`;
}
