import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Identity } from "@/lib/contacts/schema";
import { contactTables } from "@/lib/contacts/tables";
import { lockNames } from "@/lib/db/transact";

/** The identifiers of a contact that is locked. */
export type LockedContact = { id: string; externalId: string | null; alias: string | null };

/**
 * The contacts that have an identifier of these identities, all of one kind. Until the transaction ends, nobody else
 * changes them, and nobody gives these identifiers to another: whoever gives one holds its name.
 *
 * Whatever locks contacts locks users before accounts, and each kind in the order of their ids, and only then
 * touches what hangs on them, in the order of its ids: so no two transactions wait for each other.
 */
export async function lockContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  const names = identities.flatMap(({ kind, externalId, alias }) => [
    ...(externalId === undefined ? [] : [`${workspaceId} ${kind} id ${externalId}`]),
    ...(alias === undefined ? [] : [`${workspaceId} ${kind} alias ${alias}`]),
  ]);
  await lockNames(client, names);
  return readLocked(client, workspaceId, identities);
}

/** The contacts as they are now, of identities that are locked. */
export async function readLocked(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  const [first] = identities;
  if (!first) return [];
  const { table, alias } = contactTables[first.kind];
  const { rows } = await client.query<LockedContact>({
    name: `lock-${first.kind}s`,
    text: `
      SELECT "id", "externalId", ${alias} AS "alias" FROM ${table}
      WHERE "workspaceId" = $1 AND ("externalId" = ANY($2::text[]) OR ${alias} = ANY($3::text[]))
      ORDER BY "id" FOR UPDATE`,
    values: [
      workspaceId,
      identities.flatMap(({ externalId }) => externalId ?? []),
      identities.flatMap(({ alias }) => alias ?? []),
    ],
  });
  return rows;
}

/**
 * Locks whom the identities mean, without making or merging anything: who has the id, and who has the alias, unless
 * that is somebody with another id.
 */
export async function lockMeant(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<string[]> {
  const contacts = await lockContacts(client, workspaceId, identities);
  return contacts
    .filter((contact) => identities.some((identity) => isMeant(contact, identity)))
    .map(({ id }) => id);
}

function isMeant(contact: LockedContact, { externalId, alias }: Identity): boolean {
  if (externalId !== undefined && contact.externalId === externalId) return true;
  if (alias === undefined || contact.alias !== alias) return false;
  return externalId === undefined || contact.externalId === null;
}

/** Whether the contact has all that the identity names. */
export function isNamed(contact: LockedContact, { externalId, alias }: Identity): boolean {
  return (
    (externalId === undefined || contact.externalId === externalId) &&
    (alias === undefined || contact.alias === alias)
  );
}

/** Whether the contact has the strongest identifier of the identity. */
export function hasStrongest(contact: LockedContact, { externalId, alias }: Identity): boolean {
  return externalId === undefined ? contact.alias === alias : contact.externalId === externalId;
}

/** `isNamed` in SQL: its condition, with values which are numbered from `first` on, and a name for it. */
export function whereNamed({ kind, externalId, alias }: Identity, first: number) {
  const identifiers = [
    { name: "id", column: `"externalId"`, value: externalId },
    { name: "alias", column: contactTables[kind].alias, value: alias },
  ].filter(({ value }) => value !== undefined);
  return {
    condition: identifiers.map(({ column }, index) => `${column} = $${first + index}`).join(" AND "),
    values: identifiers.map(({ value }) => value),
    name: `${kind}-by-${identifiers.map(({ name }) => name).join("-")}`,
  };
}
