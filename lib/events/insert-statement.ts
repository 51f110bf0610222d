import type { WorkspaceId } from "@/lib/auth/actor";
import type { Identity } from "@/lib/contacts/schema";
import { contactTables } from "@/lib/contacts/tables";
import { whereNamed } from "@/lib/identities/queries";

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
 * Whom it happens to is locked first, users before accounts (see lockContacts), and only then seen: so it is all or
 * nothing. `seenAt` is the event's time, or now if that is earlier.
 */
export function insertStatement(workspaceId: WorkspaceId, event: NewEvent, seenAt: Date) {
  const { id, name, contacts, triggeredAt, metadata } = event;
  const values: unknown[] = [workspaceId, id, name, triggeredAt, seenAt];
  values.push(JSON.stringify(Object.fromEntries(metadata)));
  const parts = contacts.map((contact) => {
    const named = whereNamed(contact, values.length + 1);
    values.push(...named.values);
    const { table, reference } = contactTables[contact.kind];
    const from = `FROM ${table} WHERE "workspaceId" = $1 AND ${named.condition}`;
    return { kind: contact.kind, name: named.name, table, reference, from };
  });
  const references = parts.map(({ reference }) => reference).join(", ");
  const text = `
    WITH "definition" AS (
      SELECT "id" AS "definitionId" FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $3
    ),
    ${parts.map(lockContact).join(",")},
    "known" AS (SELECT * FROM "definition", ${parts.map(({ kind }) => `"${kind}"`).join(", ")}),
    ${parts.map(seeContact).join(",")}
    INSERT INTO "Event" ("workspaceId", "id", "triggeredAt", "metadata", "definitionId", ${references})
    SELECT $1, $2, $4, $6::jsonb, "definitionId", ${references} FROM "known" RETURNING "id"`;
  return { name: `insert-event-${parts.map((part) => part.name).join("-")}`, text, values };
}

type Part = { kind: string; table: string; reference: string; from: string };

/** Only where all the others are there as well: no lock is taken in vain. */
function lockContact({ kind, reference, from }: Part, index: number, parts: Part[]): string {
  const before = `SELECT FROM "${parts[index - 1]?.kind ?? "definition"}"`;
  const after = parts.slice(index + 1).map((part) => `SELECT ${part.from}`);
  const conditions = [before, ...after].map((query) => `AND EXISTS (${query})`).join(" ");
  return `"${kind}" AS (SELECT "id" AS ${reference} ${from} ${conditions} FOR NO KEY UPDATE)`;
}

function seeContact({ kind, table, reference }: Part): string {
  return `"seen_${kind}" AS (
    UPDATE ${table} SET "firstSeenAt" = LEAST("firstSeenAt", $4), "lastSeenAt" = GREATEST("lastSeenAt", $5)
    FROM "known" WHERE "workspaceId" = $1 AND "id" = "known".${reference})`;
}
