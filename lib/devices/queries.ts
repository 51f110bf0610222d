import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { UserIdentification } from "@/lib/contacts/schema/user";
import { runStatement } from "@/lib/db/transact";

/** The user of a device. `identification` has the external id, or else the email. */
export type DeviceUser = { id: string; identification: UserIdentification };

/** Locks nothing: callers check the owner again after locking. */
export async function findDeviceOwner(
  workspaceId: WorkspaceId,
  deviceId: string,
): Promise<DeviceUser | undefined> {
  const [owner] = await runStatement<{ id: string; externalId: string | null; email: string | null }>({
    name: "find-device-owner",
    text: `
      SELECT u."id", u."externalId", u."email" FROM "Device" d
      JOIN "User" u ON u."workspaceId" = d."workspaceId" AND u."id" = d."userId"
      WHERE d."workspaceId" = $1 AND d."id" = $2`,
    values: [workspaceId, deviceId],
  });
  if (!owner) return undefined;
  const { id, externalId, email } = owner;
  return { id, identification: externalId === null ? { email: email ?? undefined } : { userId: externalId } };
}
