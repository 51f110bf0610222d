import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind, Identity } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { lockNames } from "@/lib/db/transact";

/** The identifiers of a contact that is locked. */
export type LockedContact = {
  kind: ContactKind;
  id: string;
  externalId: string | null;
  alias: string | null;
};

/**
 * The contacts that have an identifier of these identities. Until the transaction ends, nobody else changes them, and
 * nobody gives these identifiers to another: whoever gives one holds its name.
 *
 * A transaction locks all contacts that it speaks of in one go, users before accounts, and only then touches what
 * hangs on them, in the order of its ids: so no two wait for each other.
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
  return selectContactsForUpdate(client, workspaceId, identities);
}

/** The contacts as they are now, of identities that are locked. */
export async function selectContactsForUpdate(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  const contacts: LockedContact[] = [];
  for (const kind of ["user", "account"] as const) {
    const named = identities.filter((identity) => identity.kind === kind);
    if (named.length === 0) continue;
    const { table, alias } = contactTables[kind];
    const { rows } = await client.query<LockedContact>({
      name: `lock-${kind}s`,
      text: `
        SELECT '${kind}' AS "kind", "id", "externalId", ${alias} AS "alias" FROM ${table}
        WHERE "workspaceId" = $1 AND ("externalId" = ANY($2::text[]) OR ${alias} = ANY($3::text[]))
        ORDER BY "id" FOR UPDATE`,
      values: [
        workspaceId,
        named.flatMap(({ externalId }) => externalId ?? []),
        named.flatMap(({ alias }) => alias ?? []),
      ],
    });
    contacts.push(...rows);
  }
  return contacts;
}

/**
 * Locks whom the identities mean, without making or merging anything: who has the id, and who has the alias, unless
 * that is somebody with another id.
 */
export async function lockTargetContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  identities: readonly Identity[],
): Promise<LockedContact[]> {
  const contacts = await lockContacts(client, workspaceId, identities);
  return contacts.filter((contact) => identities.some((identity) => isMeant(contact, identity)));
}

function isMeant(contact: LockedContact, { kind, externalId, alias }: Identity): boolean {
  if (contact.kind !== kind) return false;
  if (externalId !== undefined && contact.externalId === externalId) return true;
  if (alias === undefined || contact.alias !== alias) return false;
  return externalId === undefined || contact.externalId === null;
}

/** Whether the contact has all that the identity names. */
export function hasIdentity(contact: LockedContact, { kind, externalId, alias }: Identity): boolean {
  return (
    contact.kind === kind &&
    (externalId === undefined || contact.externalId === externalId) &&
    (alias === undefined || contact.alias === alias)
  );
}

/** `isNamed` in SQL: its condition, with values which are numbered from `first` on, and a name for it. */
export function identityCondition({ kind, externalId, alias }: Identity, first: number) {
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
