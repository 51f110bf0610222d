import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { lockTargetContacts } from "@/lib/contacts/identities/queries";
import { type AccountUsers, toAccountIdentity } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { transact } from "@/lib/db/transact";

/** Makes these users members of the account. Creates the account and the users that are unknown. */
export async function addUsers(workspaceId: WorkspaceId, members: AccountUsers): Promise<void> {
  await transact(async (client) => {
    const [accountId, ...userIds] = await ensureContacts(client, workspaceId, toIdentities(members));
    const memberships = userIds.map((userId) => ({ accountId: accountId ?? "", userId }));
    await addMembers(client, workspaceId, memberships);
  });
}

/** Makes each user a member of its account. All contacts must be locked. */
export async function addMembers(
  client: PoolClient,
  workspaceId: WorkspaceId,
  memberships: readonly Membership[],
): Promise<void> {
  const { rows } = await client.query<Membership>({
    name: "add-members",
    text: `
      INSERT INTO "AccountMember" ("workspaceId", "accountId", "userId")
      SELECT DISTINCT $1, "accountId", "userId" FROM unnest($2::text[], $3::text[]) m ("accountId", "userId")
      ORDER BY 2, 3
      ON CONFLICT ("workspaceId", "accountId", "userId") DO UPDATE SET "removedAt" = NULL
      WHERE "AccountMember"."removedAt" IS NOT NULL
      RETURNING "accountId", "userId"`,
    values: [
      workspaceId,
      memberships.map(({ accountId }) => accountId),
      memberships.map(({ userId }) => userId),
    ],
  });
  await setUpdatedAt(client, workspaceId, rows);
}

/** Marks these users as removed from the account. Ignores users that are unknown or not members. */
export async function removeUsers(workspaceId: WorkspaceId, members: AccountUsers): Promise<void> {
  await transact(async (client) => {
    const contacts = await lockTargetContacts(client, workspaceId, toIdentities(members));
    const ids = contacts.map(({ id }) => id);
    const { rows } = await client.query<Membership>(Prisma.sql`
      UPDATE "AccountMember" SET "removedAt" = clock_timestamp()
      WHERE "workspaceId" = ${workspaceId} AND "accountId" = ANY(${ids}) AND "userId" = ANY(${ids})
        AND "removedAt" IS NULL
      RETURNING "accountId", "userId"`);
    await setUpdatedAt(client, workspaceId, rows);
  });
}

/** The account first, then the users. */
function toIdentities({ account, users }: AccountUsers): Identity[] {
  return [toAccountIdentity(account), ...users.map(({ identification }) => toUserIdentity(identification))];
}

export type Membership = { accountId: string; userId: string };

async function setUpdatedAt(
  client: PoolClient,
  workspaceId: WorkspaceId,
  memberships: Membership[],
): Promise<void> {
  if (memberships.length === 0) return;
  const idsOf = {
    user: memberships.map(({ userId }) => userId),
    account: memberships.map(({ accountId }) => accountId),
  };
  for (const kind of ["user", "account"] as const)
    await client.query(Prisma.sql`
      UPDATE ${contactTables[kind].table} SET "updatedAt" = clock_timestamp()
      WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${idsOf[kind]})`);
}
