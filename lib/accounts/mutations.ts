import "server-only";
import { type AccountIdentification, toAccountIdentity, type UpsertAccount } from "@/lib/accounts/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { deleteContact, saveContact } from "@/lib/contacts/mutations";
import { transact } from "@/lib/db/transact";
import { addUsers } from "@/lib/memberships/mutations";
import { admitProperties } from "@/lib/properties/mutations";

/** Creates or changes an account. Returns why values were rejected, by the property's name; all others are kept. */
export async function upsertAccount(
  workspaceId: WorkspaceId,
  { identification, properties = new Map(), members = [] }: UpsertAccount,
): Promise<Map<string, string>> {
  const identity = toAccountIdentity(identification);
  const change = await admitProperties(workspaceId, "account", properties);
  if (members.length === 0) await saveContact(workspaceId, identity, change);
  else
    await transact(async () => {
      await addUsers(workspaceId, { account: identification, users: members });
      await saveContact(workspaceId, identity, change);
    });
  return change.rejected;
}

/** Deletes an account, if there is one, with all that is nobody else's. */
export function deleteAccount(
  workspaceId: WorkspaceId,
  identification: AccountIdentification,
): Promise<void> {
  return deleteContact(workspaceId, toAccountIdentity(identification));
}
