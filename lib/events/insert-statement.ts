import type { WorkspaceId } from "@/lib/auth/actor";
import { identityCondition } from "@/lib/contacts/identities/queries";
import type { Identity } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";

export type NewEvent = {
  id: string;
  name: string;
  /** A user, an account, or both, in this order. */
  contacts: Identity[];
  triggeredAt: Date;
  metadata: ReadonlyMap<string, unknown>;
};

/**
 * Records an event in one statement, where all that it names is known by just these names; otherwise does nothing.
 * Of two contacts, the first is locked until the second is found, and only then is either of them changed: users
 * before accounts (see lockContacts), all or nothing. `seenAt` is the event's time, or now if that is earlier.
 */
export function insertStatement(workspaceId: WorkspaceId, event: NewEvent, seenAt: Date) {
  const { id, name, contacts, triggeredAt, metadata } = event;
  const values: unknown[] = [workspaceId, id, name, triggeredAt, seenAt];
  values.push(JSON.stringify(Object.fromEntries(metadata)));
  const parts = contacts.map((contact): Part => {
    const named = identityCondition(contact, values.length + 1);
    values.push(...named.values);
    const { table, reference } = contactTables[contact.kind];
    return { name: named.name, table, reference, where: `"workspaceId" = $1 AND ${named.condition}` };
  });
  const [last, first] = parts.toReversed();
  if (!last) throw new TypeError("An event happens to somebody.");
  const references = first ? `${first.reference}, ${last.reference}` : last.reference;
  const text = `
    WITH "definition" AS (
      SELECT "id" AS "definitionId" FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $3
    ),
    ${first ? `"first" AS (${lockContact(first, last)}),` : ""}
    "known" AS (
      UPDATE ${last.table} ${seen} FROM "definition" ${first ? `, "first"` : ""} WHERE ${last.where}
      RETURNING "definitionId", ${first ? `"first".${first.reference}, ` : ""} "id" AS ${last.reference}
    )
    ${first ? `, "also_seen" AS (${seeContact(first)})` : ""}
    INSERT INTO "Event" ("workspaceId", "id", "triggeredAt", "metadata", "definitionId", ${references})
    SELECT $1, $2, $4, $6::jsonb, "definitionId", ${references}
    FROM "known" RETURNING "id"`;
  return { name: `insert-event-${first ? `${first.name}-` : ""}${last.name}`, text, values };
}

type Part = { name: string; table: string; reference: string; where: string };

const seen = `SET "firstSeenAt" = LEAST("firstSeenAt", $4), "lastSeenAt" = GREATEST("lastSeenAt", $5)`;

/** Only where the other is there as well: no lock is taken in vain. */
function lockContact({ table, reference, where }: Part, other: Part): string {
  return `
    SELECT "id" AS ${reference} FROM ${table} WHERE ${where}
      AND EXISTS (SELECT FROM "definition") AND EXISTS (SELECT FROM ${other.table} WHERE ${other.where})
    FOR NO KEY UPDATE`;
}

function seeContact({ table, reference }: Part): string {
  return `UPDATE ${table} ${seen} FROM "known" WHERE "workspaceId" = $1 AND "id" = "known".${reference}`;
}
