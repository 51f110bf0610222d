import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { lockTargetContacts } from "@/lib/contacts/identities/queries";
import { type AccountUsers, toAccountIdentity } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { transact } from "@/lib/db/transact";

/** Makes these users members of the account. Whoever is not known yet is created. */
export async function addUsers(workspaceId: WorkspaceId, sent: AccountUsers): Promise<void> {
  await transact(async (client) => {
    const [accountId, ...userIds] = await ensureContacts(client, workspaceId, toIdentities(sent));
    const changed = await client.query<Member>(
      `INSERT INTO "AccountMember" ("workspaceId", "accountId", "userId")
       SELECT DISTINCT $1, $2, "userId" FROM unnest($3::text[]) "userId" ORDER BY "userId"
       ON CONFLICT ("workspaceId", "accountId", "userId") DO UPDATE SET "removedAt" = NULL
       WHERE "AccountMember"."removedAt" IS NOT NULL
       RETURNING "accountId", "userId"`,
      [workspaceId, accountId, userIds],
    );
    await markChanged(client, workspaceId, changed.rows);
  });
}

/** The users stay, marked as removed from the account. Who is not in it, or not known, makes no difference. */
export async function removeUsers(workspaceId: WorkspaceId, sent: AccountUsers): Promise<void> {
  await transact(async (client) => {
    const contacts = await lockTargetContacts(client, workspaceId, toIdentities(sent));
    const changed = await client.query<Member>(
      `UPDATE "AccountMember" SET "removedAt" = clock_timestamp()
       WHERE "workspaceId" = $1 AND "accountId" = ANY($2) AND "userId" = ANY($2) AND "removedAt" IS NULL
       RETURNING "accountId", "userId"`,
      [workspaceId, contacts.map(({ id }) => id)],
    );
    await markChanged(client, workspaceId, changed.rows);
  });
}

/** The account and then the users. */
function toIdentities({ account, users }: AccountUsers): Identity[] {
  return [toAccountIdentity(account), ...users.map(({ identification }) => toUserIdentity(identification))];
}

type Member = { accountId: string; userId: string };

async function markChanged(client: PoolClient, workspaceId: WorkspaceId, members: Member[]): Promise<void> {
  if (members.length === 0) return;
  for (const [table, ids] of [
    [`"User"`, members.map(({ userId }) => userId)],
    [`"Account"`, members.map(({ accountId }) => accountId)],
  ] as const)
    await client.query(
      `UPDATE ${table} SET "updatedAt" = clock_timestamp() WHERE "workspaceId" = $1 AND "id" = ANY($2)`,
      [workspaceId, ids],
    );
}
