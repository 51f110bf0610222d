import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind, Identity } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { lockNames } from "@/lib/db/transact";

/** The identifiers of a contact whose row is locked. */
export type LockedContact = {
  kind: ContactKind;
  id: string;
  externalId: string | null;
  alias: string | null;
};

/**
 * Locks and returns the contacts that have an identifier of these identities. Until the transaction ends, no other one
 * changes these contacts or gives these identifiers to another contact.
 *
 * Lock order, which prevents deadlocks: a transaction calls this once for all its contacts, which locks users before
 * accounts. Then it locks the rows that refer to them, each table by id.
 */
export async function lockContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  await lockNames(
    client,
    identities.flatMap((identity) => identityNames(workspaceId, identity)),
  );
  return selectContactsForUpdate(client, workspaceId, identities);
}

/** A name for each identifier of a contact. */
export function identityNames(workspaceId: WorkspaceId, { kind, externalId, alias }: Identity): string[] {
  return [
    ...(externalId === undefined ? [] : [`${workspaceId} ${kind} id ${externalId}`]),
    ...(alias === undefined ? [] : [`${workspaceId} ${kind} alias ${alias}`]),
  ];
}

/** The current contacts of identities that `lockContacts` has locked. */
export async function selectContactsForUpdate(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  const contacts: LockedContact[] = [];
  for (const kind of ["user", "account"] as const) {
    const identitiesOfKind = identities.filter((identity) => identity.kind === kind);
    if (identitiesOfKind.length === 0) continue;
    const { table, aliasColumn } = contactTables[kind];
    const externalIds = identitiesOfKind.flatMap(({ externalId }) => externalId ?? []);
    const aliases = identitiesOfKind.flatMap(({ alias }) => alias ?? []);
    const { text, values } = Prisma.sql`
      SELECT ${kind}::text AS "kind", "id", "externalId", ${aliasColumn} AS "alias" FROM ${table}
      WHERE "workspaceId" = ${workspaceId}
        AND ("externalId" = ANY(${externalIds}::text[]) OR ${aliasColumn} = ANY(${aliases}::text[]))
      ORDER BY "id" FOR UPDATE`;
    const { rows } = await client.query<LockedContact>({ name: `lock-${kind}s`, text, values });
    contacts.push(...rows);
  }
  return contacts;
}

/**
 * Locks the contacts that a deletion or removal targets, without creating or merging any: those with the id, and those
 * with the alias unless they have a different id.
 */
export async function lockTargetContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  const contacts = await lockContacts(client, workspaceId, identities);
  return contacts.filter((contact) => identities.some((identity) => isTarget(contact, identity)));
}

function isTarget(contact: LockedContact, { kind, externalId, alias }: Identity): boolean {
  if (contact.kind !== kind) return false;
  if (externalId !== undefined && contact.externalId === externalId) return true;
  if (alias === undefined || contact.alias !== alias) return false;
  return externalId === undefined || contact.externalId === null;
}

/** Whether the contact has every identifier of the identity. */
export function hasIdentity(contact: LockedContact, { kind, externalId, alias }: Identity): boolean {
  return (
    contact.kind === kind &&
    (externalId === undefined || contact.externalId === externalId) &&
    (alias === undefined || contact.alias === alias)
  );
}

/** The identifiers as values of a prepared statement: `userId`, `userAlias`, `accountId`, `accountAlias`. */
export function identityValues({ kind, externalId, alias }: Identity): Record<string, string> {
  return {
    ...(externalId !== undefined && { [`${kind}Id`]: externalId }),
    ...(alias !== undefined && { [`${kind}Alias`]: alias }),
  };
}

/** `hasIdentity` as SQL, for a statement with `identityValues` whose name contains `identityForm`. */
export function identityCondition(
  { kind, externalId, alias }: Identity,
  parameters: Record<string, Prisma.Sql>,
): Prisma.Sql {
  const hasId = Prisma.sql`"externalId" = ${parameters[`${kind}Id`]}`;
  const hasAlias = Prisma.sql`${contactTables[kind].aliasColumn} = ${parameters[`${kind}Alias`]}`;
  if (alias === undefined) return hasId;
  return externalId === undefined ? hasAlias : Prisma.sql`${hasId} AND ${hasAlias}`;
}

/** Names the identifiers that an identity has: "user-by-id", "user-by-alias" or "user-by-id-alias". */
export function identityForm({ kind, externalId, alias }: Identity): string {
  return `${kind}-by${externalId === undefined ? "" : "-id"}${alias === undefined ? "" : "-alias"}`;
}
