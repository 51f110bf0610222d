import "server-only";
import type { PoolClient } from "pg";
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
  const [owner] = await findDeviceOwners(workspaceId, [deviceId]);
  return owner;
}

/** The users of several devices, without those that have none. */
export async function findDeviceOwners(
  workspaceId: WorkspaceId,
  deviceIds: readonly string[],
): Promise<DeviceUser[]> {
  const owners = await runStatement<{ id: string; externalId: string | null; email: string | null }>({
    name: "find-device-owners",
    text: `
      SELECT u."id", u."externalId", u."email"
      FROM unnest($2::text[]) s ("id")
      CROSS JOIN LATERAL (
        SELECT d."userId" FROM "Device" d WHERE d."workspaceId" = $1 AND d."id" = s."id" LIMIT 1) d
      CROSS JOIN LATERAL (
        SELECT u."id", u."externalId", u."email" FROM "User" u
        WHERE u."workspaceId" = $1 AND u."id" = d."userId" LIMIT 1) u`,
    values: [workspaceId, deviceIds],
  });
  return owners.map(({ id, externalId, email }) => ({
    id,
    identification: externalId === null ? { email: email ?? undefined } : { userId: externalId },
  }));
}

export type LockedDevice = { id: string; userId: string | null };

/** Locks the devices that exist. Their users are locked before: see `lockContacts`. */
export async function lockDevices(
  client: PoolClient,
  workspaceId: WorkspaceId,
  deviceIds: readonly string[],
): Promise<LockedDevice[]> {
  const { rows } = await client.query<LockedDevice>({
    name: "lock-devices",
    text: `
      SELECT "id", "userId" FROM "Device" WHERE "workspaceId" = $1 AND "id" = ANY($2::text[])
      ORDER BY "id" FOR UPDATE`,
    values: [workspaceId, deviceIds],
  });
  return rows;
}
