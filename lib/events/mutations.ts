import "server-only";
import { toAccountIdentity } from "@/lib/accounts/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Identity } from "@/lib/contacts/schema";
import { contactTables } from "@/lib/contacts/tables";
import { lockNames, runStatement, transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import type { SentEvent } from "@/lib/events/schema";
import { ensureContacts } from "@/lib/identities/mutations";
import { whereNamed } from "@/lib/identities/queries";
import { createId } from "@/lib/ids";
import { mostDefinitions } from "@/lib/properties/schema";
import { toUserIdentity } from "@/lib/users/schema";

/** Records that something happened, once. Creates the user, the account and the event's definition where needed. */
export async function trackEvent(workspaceId: WorkspaceId, sent: SentEvent): Promise<void> {
  const { user, account } = sent.identification;
  const event: NewEvent = {
    contacts: [...(user ? [toUserIdentity(user)] : []), ...(account ? [toAccountIdentity(account)] : [])],
    name: sent.name,
    triggeredAt: sent.triggeredAt ?? new Date(),
    metadata: sent.metadata ?? new Map(),
  };
  // Most events are known, and happen to somebody who is known: they need one statement.
  if (await insertEvent(workspaceId, event)) return;
  await transact(async (client) => {
    await defineEvent(workspaceId, event.name);
    await ensureContacts(client, workspaceId, event.contacts, notAfterNow(event.triggeredAt));
    await insertEvent(workspaceId, event);
  });
}

type NewEvent = {
  /** A user, an account, or both, in this order. */
  contacts: Identity[];
  name: string;
  triggeredAt: Date;
  metadata: ReadonlyMap<string, unknown>;
};

/**
 * Records the event where all that it names is known by just these names; otherwise nothing happens, and it is false.
 * Who it happens to is locked first, users before accounts (see lockContacts), so that it is one or the other.
 */
async function insertEvent(workspaceId: WorkspaceId, event: NewEvent): Promise<boolean> {
  const { contacts, name, triggeredAt, metadata } = event;
  const values: unknown[] = [
    workspaceId,
    createId(),
    name,
    triggeredAt,
    notAfterNow(triggeredAt),
    JSON.stringify(Object.fromEntries(metadata)),
  ];
  const parts = contacts.map((contact) => {
    const { table, reference } = contactTables[contact.kind];
    const named = whereNamed(contact, values.length + 1);
    values.push(...named.values);
    return { kind: contact.kind, table, reference, named };
  });
  const references = parts.map(({ reference }) => reference).join(", ");
  const lock = ({ kind, table, reference, named }: (typeof parts)[number], index: number) => `
    "${kind}" AS (
      SELECT "id" AS ${reference} FROM ${table}
      WHERE "workspaceId" = $1 AND ${named.condition} AND EXISTS (SELECT FROM "${parts[index - 1]?.kind ?? "definition"}")
      FOR NO KEY UPDATE)`;
  const see = ({ kind, table, reference }: (typeof parts)[number]) => `
    "seen_${kind}" AS (
      UPDATE ${table} SET "firstSeenAt" = LEAST("firstSeenAt", $4), "lastSeenAt" = GREATEST("lastSeenAt", $5)
      FROM "known" WHERE "workspaceId" = $1 AND "id" = "known".${reference})`;
  const rows = await runStatement({
    name: `insert-event-${parts.map(({ named }) => named.name).join("-")}`,
    text: `
      WITH "definition" AS (
        SELECT "id" AS "definitionId" FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $3),
      ${parts.map(lock).join(",")},
      "known" AS (SELECT * FROM "definition", ${parts.map(({ kind }) => `"${kind}"`).join(", ")}),
      ${parts.map(see).join(",")}
      INSERT INTO "Event" ("workspaceId", "id", "triggeredAt", "metadata", "definitionId", ${references})
      SELECT $1, $2, $4, $6::jsonb, "definitionId", ${references} FROM "known" RETURNING "id"`,
    values,
  });
  return rows.length > 0;
}

/** An event may be dated ahead, by a clock that is wrong; but nobody was seen in the future. */
function notAfterNow(date: Date): Date {
  return new Date(Math.min(date.getTime(), Date.now()));
}

async function defineEvent(workspaceId: WorkspaceId, name: string): Promise<void> {
  await transact(async (client) => {
    await lockNames(client, [`${workspaceId} event definitions`]);
    const { rows } = await client.query<{ isKnown: boolean; count: number }>(
      `SELECT count(*)::int AS "count", coalesce(bool_or("name" = $2), false) AS "isKnown"
       FROM "EventDefinition" WHERE "workspaceId" = $1`,
      [workspaceId, name],
    );
    const [known] = rows;
    if (!known || known.isKnown) return;
    if (known.count >= mostDefinitions) throw tooMany();
    await client.query(
      `INSERT INTO "EventDefinition" ("workspaceId", "id", "name") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [workspaceId, createId(), name],
    );
  });
}

function tooMany(): AppError {
  const message = `The workspace has ${mostDefinitions.toLocaleString("en")} different events already, and takes no new ones. Put what varies into 'metadata'.`;
  return new AppError("bad_request", message, { issues: [{ path: "name", message }] });
}
