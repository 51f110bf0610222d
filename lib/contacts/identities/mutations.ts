import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import {
  hasIdentity,
  type LockedContact,
  lockContacts,
  selectContactsForUpdate,
} from "@/lib/contacts/identities/queries";
import type { Identity } from "@/lib/contacts/schema/contact";
import { maxPropertyBytes } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { allowLongStatements } from "@/lib/db/transact";
import { createId } from "@/lib/ids";
import { computeTouches } from "@/lib/visits/mutations";

/**
 * Makes each of these identities name one record, and returns the records' ids in the same order.
 * Who is unknown is created, as seen at `seenAt`. Where an id names one record and an alias another, a record
 * without an id becomes part of the one that has it; a record with another id loses the alias.
 */
export async function ensureContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
  seenAt: Date = new Date(),
): Promise<string[]> {
  let find = createFinder(await lockContacts(client, workspaceId, identities));
  if (!identities.every((identity) => isNamedBy(find(identity), identity))) {
    for (const identity of identities) await ensureContact(client, workspaceId, identity, seenAt);
    find = createFinder(await selectContactsForUpdate(client, workspaceId, identities));
  }
  return identities.flatMap((identity) => find(identity)?.id ?? []);
}

type Find = (identity: Identity) => LockedContact | undefined;

/** Finds the contact with the strongest identifier that an identity names, among thousands. */
function createFinder(contacts: readonly LockedContact[]): Find {
  const byName = new Map<string, LockedContact>();
  for (const contact of contacts) {
    if (contact.externalId !== null) byName.set(`${contact.kind} id ${contact.externalId}`, contact);
    if (contact.alias !== null) byName.set(`${contact.kind} alias ${contact.alias}`, contact);
  }
  return ({ kind, externalId, alias }) =>
    byName.get(externalId === undefined ? `${kind} alias ${alias}` : `${kind} id ${externalId}`);
}

function isNamedBy(contact: LockedContact | undefined, identity: Identity): boolean {
  return contact !== undefined && hasIdentity(contact, identity);
}

async function ensureContact(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identity: Identity,
  seenAt: Date,
): Promise<void> {
  const { externalId, alias } = identity;
  const contacts = await selectContactsForUpdate(client, workspaceId, [identity]);
  const byId = contacts.find((contact) => externalId !== undefined && contact.externalId === externalId);
  const byAlias = contacts.find((contact) => alias !== undefined && contact.alias === alias);
  if (externalId === undefined) {
    if (!byAlias) await createContact(client, workspaceId, identity, seenAt);
  } else if (byId) {
    if (byAlias && byAlias !== byId) {
      if (byAlias.externalId === null) await mergeContacts(client, workspaceId, byAlias, byId);
      else await setIdentifiers(client, workspaceId, { ...byAlias, alias: null });
    }
    if (!hasIdentity(byId, identity))
      await setIdentifiers(client, workspaceId, { ...byId, alias: alias ?? null });
  } else if (byAlias?.externalId === null) {
    await setIdentifiers(client, workspaceId, { ...byAlias, externalId });
  } else {
    if (byAlias) await setIdentifiers(client, workspaceId, { ...byAlias, alias: null });
    await createContact(client, workspaceId, identity, seenAt);
  }
}

async function createContact(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { kind, externalId, alias }: Identity,
  seenAt: Date,
): Promise<void> {
  const { table, alias: column } = contactTables[kind];
  await client.query({
    name: `create-${kind}`,
    text: `
      INSERT INTO ${table}
        ("workspaceId", "id", "externalId", ${column}, "firstSeenAt", "lastSeenAt", "updatedAt")
      VALUES ($1, $2, $3, $4, $5, $5, clock_timestamp())`,
    values: [workspaceId, createId(), externalId, alias, seenAt],
  });
}

async function setIdentifiers(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { kind, id, externalId, alias }: LockedContact,
): Promise<void> {
  const { table, alias: column } = contactTables[kind];
  await client.query(
    `UPDATE ${table} SET "externalId" = $3, ${column} = $4, "updatedAt" = clock_timestamp()
     WHERE "workspaceId" = $1 AND "id" = $2`,
    [workspaceId, id, externalId, alias],
  );
}

/** One record becomes part of another: all that hangs on it moves along, and the other's own values win. */
async function mergeContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  from: LockedContact,
  into: LockedContact,
): Promise<void> {
  const { table, reference, otherReference, segments } = contactTables[from.kind];
  const statements = [
    // Rows that two merges may both move, one of users and one of accounts, are locked in one order.
    `WITH "moved" AS (
       SELECT "id" FROM "Event" WHERE "workspaceId" = $1 AND ${reference} = $2 ORDER BY "id" FOR UPDATE)
     UPDATE "Event" e SET ${reference} = $3 FROM "moved" WHERE e."workspaceId" = $1 AND e."id" = "moved"."id"`,
    `SELECT FROM "AccountMember" WHERE "workspaceId" = $1 AND ${reference} IN ($2, $3)
     ORDER BY "accountId", "userId" FOR UPDATE`,
    // Who is a member under one of the two names is a member.
    `UPDATE "AccountMember" kept
     SET "createdAt" = LEAST(kept."createdAt", gone."createdAt"),
         "removedAt" = CASE WHEN kept."removedAt" IS NOT NULL AND gone."removedAt" IS NOT NULL
                            THEN GREATEST(kept."removedAt", gone."removedAt") END
     FROM "AccountMember" gone
     WHERE kept."workspaceId" = $1 AND kept.${reference} = $3 AND gone."workspaceId" = $1
       AND gone.${reference} = $2 AND gone.${otherReference} = kept.${otherReference}`,
    `UPDATE "AccountMember" moved SET ${reference} = $3
     WHERE "workspaceId" = $1 AND ${reference} = $2 AND NOT EXISTS (
       SELECT FROM "AccountMember" kept WHERE kept."workspaceId" = $1 AND kept.${reference} = $3
         AND kept.${otherReference} = moved.${otherReference})`,
    `INSERT INTO ${segments} ("workspaceId", "segmentId", ${reference})
     SELECT "workspaceId", "segmentId", $3 FROM ${segments} WHERE "workspaceId" = $1 AND ${reference} = $2
     ON CONFLICT DO NOTHING`,
    ...(from.kind === "user"
      ? [
          `UPDATE "Visit" SET "userId" = $3 WHERE "workspaceId" = $1 AND "userId" = $2`,
          `UPDATE "Device" SET "userId" = $3 WHERE "workspaceId" = $1 AND "userId" = $2`,
        ]
      : []),
    `WITH gone AS (DELETE FROM ${table} WHERE "workspaceId" = $1 AND "id" = $2 RETURNING *)
     UPDATE ${table} kept
     SET "properties" = ${mergedProperties},
         "firstSeenAt" = LEAST(kept."firstSeenAt", gone."firstSeenAt"),
         "lastSeenAt" = GREATEST(kept."lastSeenAt", gone."lastSeenAt"),
         "updatedAt" = clock_timestamp()
     FROM gone WHERE kept."workspaceId" = $1 AND kept."id" = $3`,
  ];
  await allowLongStatements(client);
  for (const statement of statements) await client.query(statement, [workspaceId, from.id, into.id]);
  if (from.kind === "user") await computeTouches(client, workspaceId, into.id);
}

/** What fits of the other's values, in the order of their names, beside the values of the contact that stays. */
const mergedProperties = `kept."properties" || coalesce((
  SELECT jsonb_object_agg("name", "value")
  FROM (
    SELECT "name", "value", sum(octet_length(to_json("name")::text) + octet_length("value"::text) + 4) OVER (ORDER BY "name") AS "bytes"
    FROM jsonb_each(gone."properties") other ("name", "value")
    WHERE NOT kept."properties" ? "name"
  ) "added"
  WHERE "bytes" <= ${maxPropertyBytes} - octet_length(kept."properties"::text)
), '{}')`;
