import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { deleteContact, saveContact } from "@/lib/contacts/mutations";
import { admitProperties } from "@/lib/properties/mutations";
import { toUserIdentity, type UpsertUser, type UserIdentification } from "@/lib/users/schema";

/** Creates or changes a user. Returns why values were rejected, by the property's name; all others are kept. */
export async function upsertUser(
  workspaceId: WorkspaceId,
  { identification, properties = new Map() }: UpsertUser,
): Promise<Map<string, string>> {
  const change = await admitProperties(workspaceId, "user", properties);
  await saveContact(workspaceId, toUserIdentity(identification), change);
  return change.rejected;
}

/** Deletes a user, if there is one, with all that is nobody else's. */
export function deleteUser(workspaceId: WorkspaceId, identification: UserIdentification): Promise<void> {
  return deleteContact(workspaceId, toUserIdentity(identification));
}
