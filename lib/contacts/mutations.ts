import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import {
  identityCondition,
  identityForm,
  identityValues,
  lockTargetContacts,
} from "@/lib/contacts/identities/queries";
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
import { Prisma } from "@/lib/db/generated/client";
import { composeStatement } from "@/lib/db/prepared-statement";
import { allowLongStatements, runStatement, transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";

/** Creates or updates a user. Returns the error of each rejected value by its property; the other values are saved. */
export async function upsertUser(
  workspaceId: WorkspaceId,
  { identification, properties = new Map() }: UpsertUser,
): Promise<Map<string, string>> {
  const change = await validateProperties(workspaceId, "user", properties);
  await saveContact(workspaceId, toUserIdentity(identification), change);
  return change.rejected;
}

/** Creates or updates an account. Returns the error of each rejected value by its property; the others are saved. */
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

export function deleteUser(workspaceId: WorkspaceId, identification: UserIdentification): Promise<void> {
  return deleteContact(workspaceId, toUserIdentity(identification));
}

export function deleteAccount(
  workspaceId: WorkspaceId,
  identification: AccountIdentification,
): Promise<void> {
  return deleteContact(workspaceId, toAccountIdentity(identification));
}

/** Creates or updates a contact. */
export async function saveContact(
  workspaceId: WorkspaceId,
  identity: Identity,
  change: PropertyChange,
): Promise<void> {
  // Fast path: most calls name a contact that already has these identifiers, so one statement is enough.
  if (await saveProperties(workspaceId, identity, change)) return;
  await transact(async (client) => {
    await ensureContacts(client, workspaceId, [identity]);
    if (!(await saveProperties(workspaceId, identity, change)))
      throw new Error("The contact exists, but its properties were not saved.");
  });
}

/** False if no contact has every identifier of the identity. A contact over the size limit may still shrink. */
async function saveProperties(
  workspaceId: WorkspaceId,
  identity: Identity,
  { removed, values }: PropertyChange,
): Promise<boolean> {
  const { table } = contactTables[identity.kind];
  const statement = composeStatement(
    `save-${identityForm(identity)}`,
    {
      workspaceId,
      removed,
      added: JSON.stringify(Object.fromEntries(values)),
      maxBytes: maxPropertyBytes,
      ...identityValues(identity),
    },
    (parameters) => Prisma.sql`
      WITH "current" AS (
        SELECT "id", "properties" AS "before",
               ("properties" - ${parameters.removed}::text[]) || ${parameters.added}::jsonb AS "after"
        FROM ${table}
        WHERE "workspaceId" = ${parameters.workspaceId} AND ${identityCondition(identity, parameters)}
        FOR NO KEY UPDATE
      ), "measured" AS (
        SELECT *, CASE WHEN octet_length("after"::text) > ${parameters.maxBytes}
                       THEN octet_length("after"::text) > octet_length("before"::text)
                       ELSE false END AS "isTooLarge"
        FROM "current"
      ), "saved" AS (
        UPDATE ${table} c SET "properties" = "after", "updatedAt" = clock_timestamp()
        FROM "measured" m
        WHERE c."workspaceId" = ${parameters.workspaceId} AND c."id" = m."id" AND "before" <> "after"
          AND NOT "isTooLarge"
      )
      SELECT "isTooLarge" FROM "measured"`,
  );
  const rows = await runStatement<{ isTooLarge: boolean }>(statement);
  if (rows[0]?.isTooLarge) throw tooLarge(identity.kind);
  return rows.length > 0;
}

function tooLarge(kind: ContactKind): AppError {
  const message = `The properties of one ${kind} may have ${maxPropertyBytes.toLocaleString("en")} bytes of JSON together.`;
  return new AppError("bad_request", message, { issues: [{ path: "properties", message }] });
}

/**
 * Deletes a contact with its memberships and segments, if it exists. Its events are deleted too, except those that
 * also belong to another contact.
 */
async function deleteContact(workspaceId: WorkspaceId, identity: Identity): Promise<void> {
  await transact(async (client) => {
    const contacts = await lockTargetContacts(client, workspaceId, [identity]);
    if (contacts.length === 0) return;
    const ids = contacts.map(({ id }) => id);
    const toStatements = identity.kind === "user" ? userDeletionStatements : accountDeletionStatements;
    await allowLongStatements(client);
    for (const statement of toStatements(workspaceId, ids)) await client.query(statement);
  });
}

function userDeletionStatements(workspaceId: WorkspaceId, ids: string[]): Prisma.Sql[] {
  const devices = Prisma.sql`SELECT "id" FROM "Device" WHERE "workspaceId" = ${workspaceId} AND "userId" = ANY(${ids})`;
  return [
    // Devices are locked before the rows that refer to them, so linking a device to another user waits or comes first.
    Prisma.sql`${devices} ORDER BY "id" FOR UPDATE`,
    // The device is deleted with its last user. Events and visits that other contacts had on it stay theirs.
    detachEventsSql(
      workspaceId,
      Prisma.sql`"deviceId" = NULL`,
      Prisma.sql`"deviceId" IN (${devices}) AND ("userId" <> ALL(${ids}) OR "accountId" IS NOT NULL)`,
    ),
    Prisma.sql`
      UPDATE "Visit" SET "deviceId" = NULL
      WHERE "workspaceId" = ${workspaceId} AND "userId" <> ALL(${ids}) AND "deviceId" IN (${devices})`,
    detachEventsSql(
      workspaceId,
      Prisma.sql`"userId" = NULL`,
      Prisma.sql`"userId" = ANY(${ids}) AND "accountId" IS NOT NULL`,
    ),
    Prisma.sql`DELETE FROM "User" WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${ids})`,
  ];
}

function accountDeletionStatements(workspaceId: WorkspaceId, ids: string[]): Prisma.Sql[] {
  return [
    detachEventsSql(
      workspaceId,
      Prisma.sql`"accountId" = NULL`,
      Prisma.sql`"accountId" = ANY(${ids}) AND ("userId" IS NOT NULL OR "deviceId" IS NOT NULL)`,
    ),
    Prisma.sql`DELETE FROM "Account" WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${ids})`,
  ];
}

/** Locks events by id before it updates them: see `lockContacts`. */
function detachEventsSql(
  workspaceId: WorkspaceId,
  assignment: Prisma.Sql,
  condition: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`
    WITH "kept" AS (
      SELECT "id" FROM "Event" WHERE "workspaceId" = ${workspaceId} AND ${condition} ORDER BY "id" FOR UPDATE
    )
    UPDATE "Event" e SET ${assignment} FROM "kept"
    WHERE e."workspaceId" = ${workspaceId} AND e."id" = "kept"."id"`;
}
