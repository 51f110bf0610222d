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
import { Prisma } from "@/lib/db/generated/client";
import { allowLongStatements } from "@/lib/db/transact";
import { createId } from "@/lib/ids";
import { updateAttribution } from "@/lib/visits/mutations";

/**
 * Makes each identity name exactly one contact, and returns the contacts' row ids in the same order. An unknown contact
 * is created, first seen at `seenAt`. Where the id names one contact and the alias another, the one without an id is
 * merged into the one with it; a contact with a different id loses the alias.
 */
export async function ensureContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
  seenAt: Date = new Date(),
): Promise<string[]> {
  let find = createFinder(await lockContacts(client, workspaceId, identities));
  if (!identities.every((identity) => isSettled(find(identity), identity))) {
    for (const identity of identities) await ensureContact(client, workspaceId, identity, seenAt);
    find = createFinder(await selectContactsForUpdate(client, workspaceId, identities));
  }
  return identities.flatMap((identity) => find(identity)?.id ?? []);
}

/** Finds contacts by the strongest identifier of an identity. Indexed, because one call can name thousands. */
function createFinder(contacts: readonly LockedContact[]): (identity: Identity) => LockedContact | undefined {
  const byIdentifier = new Map<string, LockedContact>();
  for (const contact of contacts) {
    if (contact.externalId !== null) byIdentifier.set(`${contact.kind} id ${contact.externalId}`, contact);
    if (contact.alias !== null) byIdentifier.set(`${contact.kind} alias ${contact.alias}`, contact);
  }
  return ({ kind, externalId, alias }) =>
    byIdentifier.get(externalId === undefined ? `${kind} alias ${alias}` : `${kind} id ${externalId}`);
}

function isSettled(contact: LockedContact | undefined, identity: Identity): boolean {
  return contact !== undefined && hasIdentity(contact, identity);
}

async function ensureContact(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identity: Identity,
  seenAt: Date,
): Promise<void> {
  const contacts = await selectContactsForUpdate(client, workspaceId, [identity]);
  await settleIdentity(identity, contacts, {
    create: () => createContact(client, workspaceId, identity, seenAt),
    setIdentifiers: (contact) => setIdentifiers(client, workspaceId, contact),
    merge: (from, into) => mergeContacts(client, workspaceId, from, into),
  });
}

/** The writes of `settleIdentity`. */
export type IdentityWrites = {
  create: (identity: Identity) => Promise<void> | void;
  setIdentifiers: (contact: LockedContact) => Promise<void> | void;
  merge: (from: LockedContact, into: LockedContact) => Promise<void>;
};

/** The rules of `ensureContacts`. `contacts`: those that have an identifier of the identity. */
export async function settleIdentity(
  identity: Identity,
  contacts: readonly LockedContact[],
  writes: IdentityWrites,
): Promise<void> {
  const { externalId, alias } = identity;
  const byId = contacts.find((contact) => externalId !== undefined && contact.externalId === externalId);
  const byAlias = contacts.find((contact) => alias !== undefined && contact.alias === alias);
  if (externalId === undefined) {
    if (!byAlias) await writes.create(identity);
  } else if (byId) {
    if (byAlias && byAlias !== byId) {
      if (byAlias.externalId === null) await writes.merge(byAlias, byId);
      else await writes.setIdentifiers({ ...byAlias, alias: null });
    }
    if (!hasIdentity(byId, identity)) await writes.setIdentifiers({ ...byId, alias: alias ?? null });
  } else if (byAlias?.externalId === null) {
    await writes.setIdentifiers({ ...byAlias, externalId });
  } else {
    if (byAlias) await writes.setIdentifiers({ ...byAlias, alias: null });
    await writes.create(identity);
  }
}

async function createContact(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { kind, externalId, alias }: Identity,
  seenAt: Date,
): Promise<void> {
  const { table, aliasColumn } = contactTables[kind];
  const { text, values } = Prisma.sql`
    INSERT INTO ${table}
      ("workspaceId", "id", "externalId", ${aliasColumn}, "firstSeenAt", "lastSeenAt", "updatedAt")
    VALUES (${workspaceId}, ${createId()}, ${externalId}, ${alias}, ${seenAt}, ${seenAt}, clock_timestamp())`;
  await client.query({ name: `create-${kind}`, text, values });
}

/** Gives a locked contact these identifiers. */
export async function setIdentifiers(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { kind, id, externalId, alias }: LockedContact,
): Promise<void> {
  const { table, aliasColumn } = contactTables[kind];
  await client.query(Prisma.sql`
    UPDATE ${table} SET "externalId" = ${externalId}, ${aliasColumn} = ${alias}, "updatedAt" = clock_timestamp()
    WHERE "workspaceId" = ${workspaceId} AND "id" = ${id}`);
}

/**
 * Moves everything that refers to `from` to `into`, then deletes `from`. Values of `into` win; it keeps its identifiers.
 * Both must be locked.
 */
export async function mergeContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  from: LockedContact,
  into: LockedContact,
): Promise<void> {
  await allowLongStatements(client);
  for (const statement of mergeStatements(workspaceId, from, into)) await client.query(statement);
  if (from.kind === "user") await updateAttribution(client, workspaceId, into.id);
}

function mergeStatements(workspaceId: WorkspaceId, from: LockedContact, into: LockedContact): Prisma.Sql[] {
  const { table, foreignKey, otherForeignKey, segmentTable } = contactTables[from.kind];
  return [
    // A merge of users and a merge of accounts may move the same events and members: both lock them by id.
    Prisma.sql`
      WITH "moved" AS (
        SELECT "id" FROM "Event" WHERE "workspaceId" = ${workspaceId} AND ${foreignKey} = ${from.id}
        ORDER BY "id" FOR UPDATE
      )
      UPDATE "Event" e SET ${foreignKey} = ${into.id}
      FROM "moved" WHERE e."workspaceId" = ${workspaceId} AND e."id" = "moved"."id"`,
    Prisma.sql`
      SELECT FROM "AccountMember" WHERE "workspaceId" = ${workspaceId} AND ${foreignKey} IN (${from.id}, ${into.id})
      ORDER BY "accountId", "userId" FOR UPDATE`,
    // A membership of either contact that is not removed keeps the merged one.
    Prisma.sql`
      UPDATE "AccountMember" kept
      SET "createdAt" = LEAST(kept."createdAt", moved."createdAt"),
          "removedAt" = CASE WHEN kept."removedAt" IS NOT NULL AND moved."removedAt" IS NOT NULL
                             THEN GREATEST(kept."removedAt", moved."removedAt") END
      FROM "AccountMember" moved
      WHERE kept."workspaceId" = ${workspaceId} AND kept.${foreignKey} = ${into.id}
        AND moved."workspaceId" = ${workspaceId} AND moved.${foreignKey} = ${from.id}
        AND moved.${otherForeignKey} = kept.${otherForeignKey}`,
    Prisma.sql`
      UPDATE "AccountMember" moved SET ${foreignKey} = ${into.id}
      WHERE "workspaceId" = ${workspaceId} AND ${foreignKey} = ${from.id} AND NOT EXISTS (
        SELECT FROM "AccountMember" kept
        WHERE kept."workspaceId" = ${workspaceId} AND kept.${foreignKey} = ${into.id}
          AND kept.${otherForeignKey} = moved.${otherForeignKey})`,
    // Segments with conditions are computed again. Those without keep the members of both.
    Prisma.sql`
      INSERT INTO ${segmentTable} ("workspaceId", "segmentId", ${foreignKey})
      SELECT m."workspaceId", m."segmentId", ${into.id} FROM ${segmentTable} m
      JOIN "Computation" c ON c."workspaceId" = ${workspaceId} AND c."id" = m."segmentId" AND c."body" IS NULL
      WHERE m."workspaceId" = ${workspaceId} AND m.${foreignKey} = ${from.id}
      ON CONFLICT DO NOTHING`,
    Prisma.sql`
      INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
      SELECT "workspaceId", "kind", ${into.id}, 'merge' FROM "ComputationScope"
      WHERE "workspaceId" = ${workspaceId} AND "kind" = ${from.kind}::"ContactKind"`,
    ...(from.kind === "user"
      ? [
          Prisma.sql`
            UPDATE "Visit" SET "userId" = ${into.id} WHERE "workspaceId" = ${workspaceId} AND "userId" = ${from.id}`,
          Prisma.sql`
            UPDATE "Device" SET "userId" = ${into.id} WHERE "workspaceId" = ${workspaceId} AND "userId" = ${from.id}`,
        ]
      : []),
    Prisma.sql`
      WITH merged AS (
        DELETE FROM ${table} WHERE "workspaceId" = ${workspaceId} AND "id" = ${from.id} RETURNING *
      )
      UPDATE ${table} kept
      SET "properties" = ${mergedPropertiesSql},
          "firstSeenAt" = LEAST(kept."firstSeenAt", merged."firstSeenAt"),
          "lastSeenAt" = GREATEST(kept."lastSeenAt", merged."lastSeenAt"),
          "updatedAt" = clock_timestamp()
      FROM merged WHERE kept."workspaceId" = ${workspaceId} AND kept."id" = ${into.id}`,
  ];
}

/** The properties of `kept`, and in the order of their names those of `merged` that fit into the size limit. */
const mergedPropertiesSql = Prisma.sql`kept."properties" || coalesce((
  SELECT jsonb_object_agg("name", "value")
  FROM (
    SELECT "name", "value", sum(octet_length(to_json("name")::text) + octet_length("value"::text) + 4) OVER (ORDER BY "name") AS "bytes"
    FROM jsonb_each(merged."properties") other ("name", "value")
    WHERE NOT kept."properties" ? "name"
  ) "added"
  WHERE "bytes" <= ${maxPropertyBytes} - octet_length(kept."properties"::text)
), '{}')`;
