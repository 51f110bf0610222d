import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { identityCondition, lockTargetContacts } from "@/lib/contacts/identities/queries";
import { addUsers } from "@/lib/contacts/memberships/mutations";
import { type PropertyChange, validateProperties } from "@/lib/contacts/properties/mutations";
import {
  type AccountIdentification,
  toAccountIdentity,
  type UpsertAccount,
} from "@/lib/contacts/schema/account";
import type { ContactKind, Identity } from "@/lib/contacts/schema/contact";
import { maxPropertyBytes } from "@/lib/contacts/schema/property";
import { toUserIdentity, type UpsertUser, type UserIdentification } from "@/lib/contacts/schema/user";
import { contactTables } from "@/lib/contacts/tables";
import { allowLongStatements, runStatement, transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";

/** Creates or changes a user. Returns why values were rejected, by the property's name; all others are kept. */
export async function upsertUser(
  workspaceId: WorkspaceId,
  { identification, properties = new Map() }: UpsertUser,
): Promise<Map<string, string>> {
  const change = await validateProperties(workspaceId, "user", properties);
  await saveContact(workspaceId, toUserIdentity(identification), change);
  return change.rejected;
}

/** Creates or changes an account. Returns why values were rejected, by the property's name; all others are kept. */
export async function upsertAccount(
  workspaceId: WorkspaceId,
  { identification, properties = new Map(), members = [] }: UpsertAccount,
): Promise<Map<string, string>> {
  const identity = toAccountIdentity(identification);
  const change = await validateProperties(workspaceId, "account", properties);
  if (members.length === 0) await saveContact(workspaceId, identity, change);
  else
    await transact(async () => {
      await addUsers(workspaceId, { account: identification, users: members });
      await saveContact(workspaceId, identity, change);
    });
  return change.rejected;
}

/** Deletes a user, if there is one, with all that is nobody else's. */
export function deleteUser(workspaceId: WorkspaceId, identification: UserIdentification): Promise<void> {
  return deleteContact(workspaceId, toUserIdentity(identification));
}

/** Deletes an account, if there is one, with all that is nobody else's. */
export function deleteAccount(
  workspaceId: WorkspaceId,
  identification: AccountIdentification,
): Promise<void> {
  return deleteContact(workspaceId, toAccountIdentity(identification));
}

/** Creates or changes a contact. */
export async function saveContact(
  workspaceId: WorkspaceId,
  identity: Identity,
  change: PropertyChange,
): Promise<void> {
  // Most calls are about somebody who is known by just these identifiers: they need one statement.
  if (await saveProperties(workspaceId, identity, change)) return;
  await transact(async (client) => {
    await ensureContacts(client, workspaceId, [identity]);
    if (!(await saveProperties(workspaceId, identity, change)))
      throw new Error("A contact was not saved, though it is there.");
  });
}

/** False where no one record has all that the identity names. A contact that is too large already may still shrink. */
async function saveProperties(
  workspaceId: WorkspaceId,
  identity: Identity,
  { removed, values }: PropertyChange,
): Promise<boolean> {
  const { table } = contactTables[identity.kind];
  const named = identityCondition(identity, 5);
  const rows = await runStatement<{ isTooLarge: boolean }>({
    name: `save-${named.name}`,
    text: `
      WITH "known" AS (
        SELECT "id", "properties" AS "before", ("properties" - $2::text[]) || $3::jsonb AS "after"
        FROM ${table} WHERE "workspaceId" = $1 AND ${named.condition} FOR NO KEY UPDATE
      ), "measured" AS (
        SELECT *, CASE WHEN octet_length("after"::text) > $4
                       THEN octet_length("after"::text) > octet_length("before"::text)
                       ELSE false END AS "isTooLarge"
        FROM "known"
      ), "saved" AS (
        UPDATE ${table} c SET "properties" = "after", "updatedAt" = clock_timestamp()
        FROM "measured" m
        WHERE c."workspaceId" = $1 AND c."id" = m."id" AND "before" <> "after" AND NOT "isTooLarge"
      )
      SELECT "isTooLarge" FROM "measured"`,
    values: [
      workspaceId,
      removed,
      JSON.stringify(Object.fromEntries(values)),
      maxPropertyBytes,
      ...named.values,
    ],
  });
  if (rows[0]?.isTooLarge) throw tooLarge(identity.kind);
  return rows.length > 0;
}

function tooLarge(kind: ContactKind): AppError {
  const message = `The properties of one ${kind} may have ${maxPropertyBytes.toLocaleString("en")} bytes of JSON together.`;
  return new AppError("bad_request", message, { issues: [{ path: "properties", message }] });
}

/**
 * Deletes a contact with its memberships and segments, if it is there. Its events go as well, except those that
 * belong to a contact of the other kind too.
 */
export async function deleteContact(workspaceId: WorkspaceId, identity: Identity): Promise<void> {
  await transact(async (client) => {
    const contacts = await lockTargetContacts(client, workspaceId, [identity]);
    if (contacts.length === 0) return;
    const ids = contacts.map(({ id }) => id);
    await allowLongStatements(client);
    for (const statement of deletions[identity.kind]) await client.query(statement, [workspaceId, ids]);
  });
}

const deletions: Record<ContactKind, string[]> = {
  user: [
    // Before what hangs on them: whoever gives a browser to another user meanwhile has come first, or waits.
    `SELECT FROM "Device" WHERE "workspaceId" = $1 AND "userId" = ANY($2) ORDER BY "id" FOR UPDATE`,
    // A browser that several people used goes with the last of them; what the others did on it stays theirs.
    detach(
      `"deviceId" = NULL`,
      `"deviceId" IN (
      SELECT "id" FROM "Device" WHERE "workspaceId" = $1 AND "userId" = ANY($2))
      AND ("userId" <> ALL($2) OR "accountId" IS NOT NULL)`,
    ),
    `UPDATE "Visit" SET "deviceId" = NULL
     WHERE "workspaceId" = $1 AND "userId" <> ALL($2) AND "deviceId" IN (
       SELECT "id" FROM "Device" WHERE "workspaceId" = $1 AND "userId" = ANY($2))`,
    detach(`"userId" = NULL`, `"userId" = ANY($2) AND "accountId" IS NOT NULL`),
    `DELETE FROM "User" WHERE "workspaceId" = $1 AND "id" = ANY($2)`,
  ],
  account: [
    detach(
      `"accountId" = NULL`,
      `"accountId" = ANY($2) AND ("userId" IS NOT NULL OR "deviceId" IS NOT NULL)`,
    ),
    `DELETE FROM "Account" WHERE "workspaceId" = $1 AND "id" = ANY($2)`,
  ],
};

/** Events are locked in one order: see lockContacts. */
function detach(assignment: string, condition: string): string {
  return `
    WITH "kept" AS (SELECT "id" FROM "Event" WHERE "workspaceId" = $1 AND ${condition} ORDER BY "id" FOR UPDATE)
    UPDATE "Event" e SET ${assignment} FROM "kept" WHERE e."workspaceId" = $1 AND e."id" = "kept"."id"`;
}
