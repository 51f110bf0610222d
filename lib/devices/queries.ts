import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { UserIdentification } from "@/lib/contacts/schema/user";
import { runStatement } from "@/lib/db/transact";

/** Whose browser it is: the id of their record, and the strongest name that they are known by. */
export type DeviceOwner = { id: string; identification: UserIdentification };

/** As of now, and nothing is locked: whoever relies on it looks again when it is. */
export async function findDeviceOwner(
  workspaceId: WorkspaceId,
  deviceId: string,
): Promise<DeviceOwner | undefined> {
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
