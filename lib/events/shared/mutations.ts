import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { identityForm, identityNames } from "@/lib/contacts/identities/queries";
import type { Identity } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";
import { type NewEvent, toNewEvent } from "@/lib/events/mutations";
import type { SentEvent } from "@/lib/events/schema";
import type { GroupedWrite, SetStatement } from "@/lib/writes/grouped-write";

type EventRow = NewEvent & { workspaceId: WorkspaceId };

/** The event as a write that shares a statement with others, whose contacts have the same identifiers. */
export function toGroupedEvent(workspaceId: WorkspaceId, sent: SentEvent): GroupedWrite<EventRow> {
  const event = toNewEvent(sent);
  return {
    statement: getStatement(event.contacts),
    row: { workspaceId, ...event },
    contacts: event.contacts.flatMap((identity) => identityNames(workspaceId, identity)),
  };
}

const statements = new Map<string, SetStatement<EventRow>>();

function getStatement(identities: readonly Identity[]): SetStatement<EventRow> {
  const name = `insert-events-${identities.map(identityForm).join("-")}`;
  let statement = statements.get(name);
  if (!statement) {
    const text = composeText(identities);
    statement = { name, compose: (rows) => ({ text, values: toParameters(rows) }) };
    statements.set(name, statement);
  }
  return statement;
}

function toParameters(rows: readonly EventRow[]): Buffer[] {
  const identifiers = rows.map(({ contacts }) => listIdentifiers(contacts));
  return [
    toTextArray(rows.map(({ workspaceId }) => workspaceId)),
    toTextArray(rows.map(({ id }) => id)),
    toTextArray(rows.map(({ name }) => name)),
    toTimestampArray(rows.map(({ triggeredAt }) => triggeredAt)),
    toTimestampArray(rows.map(({ seenAt }) => seenAt)),
    toTextArray(rows.map(({ metadata }) => JSON.stringify(Object.fromEntries(metadata)))),
    ...(identifiers[0] ?? []).map((_, at) => toTextArray(identifiers.map((values) => values[at] ?? ""))),
  ];
}

/** The identifiers of contacts, in the order of `listColumns`. */
function listIdentifiers(contacts: readonly Identity[]): string[] {
  const identifiers: string[] = [];
  for (const { externalId, alias } of contacts) {
    if (externalId !== undefined) identifiers.push(externalId);
    if (alias !== undefined) identifiers.push(alias);
  }
  return identifiers;
}

/** The columns of a contact's identifiers in the statement. */
function listColumns({ kind, externalId, alias }: Identity): string[] {
  return [
    ...(externalId === undefined ? [] : [`${kind}ExternalId`]),
    ...(alias === undefined ? [] : [`${kind}Alias`]),
  ];
}

/**
 * Inserts events and updates when their contacts were seen. Stores an event if its definition and all its contacts exist
 * and no other transaction has locked a contact: waiting would delay the events of other workspaces. Of several events of
 * one contact, the earliest and the latest time count.
 */
function composeText(identities: readonly Identity[]): string {
  const columns = identities.flatMap(listColumns);
  const parameters = columns.map((_, index) => `, $${index + 7}::text[]`).join("");
  const contacts = identities.map(({ kind, ...identifiers }) => {
    const { table, aliasColumn, foreignKey } = contactTables[kind];
    const conditions = [
      `c."workspaceId" = s."workspaceId"`,
      ...(identifiers.externalId === undefined ? [] : [`c."externalId" = s."${kind}ExternalId"`]),
      ...(identifiers.alias === undefined ? [] : [`c.${aliasColumn.sql} = s."${kind}Alias"`]),
    ];
    return { table: table.sql, foreignKey: foreignKey.sql, where: conditions.join(" AND ") };
  });
  const foreignKeys = contacts.map(({ foreignKey }) => foreignKey).join(", ");
  // Scalar subqueries use the index for each event. The planner may hash EXISTS, which reads the whole table.
  const known = [
    `SELECT true FROM "EventDefinition" d WHERE d."workspaceId" = s."workspaceId" AND d."name" = s."name"`,
    ...contacts.map(({ table, where }) => `SELECT true FROM ${table} c WHERE ${where}`),
  ];
  const sentColumns = columns.map((column) => `, "${column}"`).join("");
  return `
    WITH "sent" AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[]${parameters})
        WITH ORDINALITY s ("workspaceId", "id", "name", "triggeredAt", "seenAt", "metadata"${sentColumns}, "position")
    ), "found" AS (
      SELECT s."workspaceId", s."id", s."triggeredAt", s."seenAt", s."metadata", "definitionId", ${foreignKeys}
      FROM "sent" s
      CROSS JOIN LATERAL (
        SELECT d."id" AS "definitionId" FROM "EventDefinition" d
        WHERE d."workspaceId" = s."workspaceId" AND d."name" = s."name" LIMIT 1) d
      ${contacts
        .map(
          ({ table, foreignKey, where }) => `
      CROSS JOIN LATERAL (
        SELECT c."id" AS ${foreignKey} FROM ${table} c WHERE ${where} LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) AS ${table}`,
        )
        .join("")}
    ), ${contacts
      .map(
        ({ table, foreignKey }) => `${table.replace(/"$/, 'Seen"')} AS (
      UPDATE ${table} c
      SET "firstSeenAt" = LEAST(c."firstSeenAt", f."first"), "lastSeenAt" = GREATEST(c."lastSeenAt", f."last")
      FROM (
        SELECT "workspaceId", ${foreignKey}, min("triggeredAt") AS "first", max("seenAt") AS "last"
        FROM "found" GROUP BY 1, 2) f
      WHERE c."workspaceId" = f."workspaceId" AND c."id" = f.${foreignKey}
    ), `,
      )
      .join("")}"stored" AS (
      INSERT INTO "Event" ("workspaceId", "id", "triggeredAt", "metadata", "definitionId", ${foreignKeys})
      SELECT "workspaceId", "id", "triggeredAt", "metadata"::jsonb, "definitionId", ${foreignKeys}
      FROM "found" RETURNING "id"
    )
    SELECT s."position", ${known.map((sql) => `(${sql} LIMIT 1) IS NOT NULL`).join(" AND ")}
    FROM "sent" s WHERE s."id" NOT IN (SELECT "id" FROM "stored")`;
}
