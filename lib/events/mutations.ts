import "server-only";
import type { QueryConfig } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { identityCondition, identityForm, identityValues } from "@/lib/contacts/identities/queries";
import { toAccountIdentity } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { composeStatement } from "@/lib/db/prepared-statement";
import { lockNames, runStatement, transact } from "@/lib/db/transact";
import { apiDefinitionQuota, type DefinitionQuota } from "@/lib/definitions/quota";
import { AppError } from "@/lib/errors";
import type { SentEvent } from "@/lib/events/schema";
import { createId } from "@/lib/ids";

/** Records an event. Creates its user, its account and its definition if they are unknown. */
export async function trackEvent(workspaceId: WorkspaceId, sent: SentEvent): Promise<void> {
  const event = toNewEvent(sent);
  const insert = async () => (await runStatement(insertEventStatement(workspaceId, event))).length > 0;
  // Fast path: the definition and the contacts of most events exist, so one statement is enough.
  if (await insert()) return;
  await transact(async (client) => {
    await defineEvent(workspaceId, event.name);
    await ensureContacts(client, workspaceId, event.contacts, event.seenAt);
    if (!(await insert()))
      throw new Error("The event was not recorded, but its definition and contacts exist.");
  });
}

/** Creates the event's definition if the name is unknown. Call it before locking contacts: see `lockContacts`. */
export async function defineEvent(
  workspaceId: WorkspaceId,
  name: string,
  quota: DefinitionQuota = apiDefinitionQuota,
): Promise<void> {
  if (await isDefined(workspaceId, name)) return;
  if (!(await quota.takeBudget())) throw tooManyDefinitions(quota);
  await transact(async (client) => {
    await lockNames(client, [`${workspaceId} event definitions`]);
    if (await isDefined(workspaceId, name)) return;
    const { rowCount } = await client.query(Prisma.sql`
      INSERT INTO "EventDefinition" ("workspaceId", "id", "name", "websiteId")
      SELECT ${workspaceId}, ${createId()}, ${name}, ${quota.websiteId}
      WHERE ${quota.maxDefinitions} > (
        SELECT count(*) FROM "EventDefinition"
        WHERE "workspaceId" = ${workspaceId} AND "websiteId" IS NOT DISTINCT FROM ${quota.websiteId})`);
    if (rowCount === 0) throw tooManyDefinitions(quota);
  });
}

async function isDefined(workspaceId: WorkspaceId, name: string): Promise<boolean> {
  const rows = await runStatement({
    name: "find-event-definition",
    text: `SELECT FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $2`,
    values: [workspaceId, name],
  });
  return rows.length > 0;
}

function tooManyDefinitions({ websiteId, maxDefinitions }: DefinitionQuota): AppError {
  const whose = websiteId === null ? "The workspace has" : "The pages of this website have sent";
  const message = `${whose} ${maxDefinitions.toLocaleString("en")} event names already. Put variable parts into 'metadata'.`;
  return new AppError("bad_request", message, { issues: [{ path: "name", message }] });
}

export type NewEvent = {
  id: string;
  name: string;
  /** A user, an account, or both in this order. */
  contacts: Identity[];
  triggeredAt: Date;
  seenAt: Date;
  metadata: ReadonlyMap<string, unknown>;
};

export function toNewEvent({ name, identification, triggeredAt: sentTime, metadata }: SentEvent): NewEvent {
  const { user, account } = identification;
  const now = Date.now();
  const triggeredAt = sentTime ?? new Date(now);
  return {
    id: createId(),
    name,
    contacts: [...(user ? [toUserIdentity(user)] : []), ...(account ? [toAccountIdentity(account)] : [])],
    triggeredAt,
    // A wrong clock may date the event in the future, but no contact is seen in the future.
    seenAt: triggeredAt.getTime() <= now ? triggeredAt : new Date(now),
    metadata: metadata ?? new Map(),
  };
}

/**
 * Inserts an event and updates when its contacts were seen, if its definition and all its contacts exist. Otherwise it
 * changes nothing and returns no row.
 *
 * Of two contacts, the first is locked before the second, users before accounts (see `lockContacts`), and neither is
 * updated before both are found.
 */
function insertEventStatement(workspaceId: WorkspaceId, event: NewEvent): QueryConfig {
  const { id, name, contacts, triggeredAt, seenAt } = event;
  const metadata = JSON.stringify(Object.fromEntries(event.metadata));
  return composeStatement(
    `insert-event-${contacts.map(identityForm).join("-")}`,
    Object.assign({ workspaceId, id, name, triggeredAt, seenAt, metadata }, ...contacts.map(identityValues)),
    (parameters) => insertEventSql(contacts, parameters),
  );
}

function insertEventSql(identities: Identity[], parameters: Record<string, Prisma.Sql>): Prisma.Sql {
  const { workspaceId, id, name, triggeredAt, seenAt, metadata } = parameters;
  const contacts = identities.map((identity) => ({
    ...contactTables[identity.kind],
    where: Prisma.sql`"workspaceId" = ${workspaceId} AND ${identityCondition(identity, parameters)}`,
  }));
  const [last, first] = contacts.toReversed();
  if (!last) throw new TypeError("An event needs a user or an account.");
  const foreignKeys = Prisma.join(contacts.map(({ foreignKey }) => foreignKey));
  const seen = Prisma.sql`
    "firstSeenAt" = LEAST("firstSeenAt", ${triggeredAt}), "lastSeenAt" = GREATEST("lastSeenAt", ${seenAt})`;
  const updateContacts = first
    ? Prisma.sql`
        "first" AS (
          SELECT "id" AS ${first.foreignKey} FROM ${first.table} WHERE ${first.where}
            AND EXISTS (SELECT FROM "definition") AND EXISTS (SELECT FROM ${last.table} WHERE ${last.where})
          FOR NO KEY UPDATE
        ), "known" AS (
          UPDATE ${last.table} SET ${seen} FROM "definition", "first" WHERE ${last.where}
          RETURNING "definitionId", "first".${first.foreignKey}, "id" AS ${last.foreignKey}
        ), "updatedFirst" AS (
          UPDATE ${first.table} SET ${seen} FROM "known"
          WHERE "workspaceId" = ${workspaceId} AND "id" = "known".${first.foreignKey}
        )`
    : Prisma.sql`
        "known" AS (
          UPDATE ${last.table} SET ${seen} FROM "definition" WHERE ${last.where}
          RETURNING "definitionId", "id" AS ${last.foreignKey}
        )`;
  return Prisma.sql`
    WITH "definition" AS (
      SELECT "id" AS "definitionId" FROM "EventDefinition" WHERE "workspaceId" = ${workspaceId} AND "name" = ${name}
    ), ${updateContacts}
    INSERT INTO "Event" ("workspaceId", "id", "triggeredAt", "metadata", "definitionId", ${foreignKeys})
    SELECT ${workspaceId}, ${id}, ${triggeredAt}, ${metadata}::jsonb, "definitionId", ${foreignKeys}
    FROM "known" RETURNING "id"`;
}
