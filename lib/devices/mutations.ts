import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { toUserIdentity, type UserIdentification } from "@/lib/contacts/schema/user";
import { transact } from "@/lib/db/transact";
import { claimVisits, ensureAttributionProperties, updateAttribution } from "@/lib/visits/mutations";

/**
 * Links a device to a user. Creates the user if missing. Moves the device's anonymous events and visits to the user, but
 * not those of an earlier user.
 */
export async function linkDevice(
  workspaceId: WorkspaceId,
  deviceId: string,
  user: UserIdentification,
): Promise<void> {
  await transact(async (client) => {
    await ensureAttributionProperties(workspaceId);
    const [userId = ""] = await ensureContacts(client, workspaceId, [toUserIdentity(user)]);
    await client.query({
      name: "link-device",
      text: `
        INSERT INTO "Device" ("workspaceId", "id", "userId") VALUES ($1, $2, $3)
        ON CONFLICT ("workspaceId", "id") DO UPDATE SET "userId" = EXCLUDED."userId"`,
      values: [workspaceId, deviceId, userId],
    });
    await claimDevice(client, workspaceId, deviceId, userId);
  });
}

/** Assigns the device's anonymous events and visits to the user. Device and user must be locked. */
export async function claimDevice(
  client: PoolClient,
  workspaceId: WorkspaceId,
  deviceId: string,
  userId: string,
): Promise<void> {
  await claimEvents(client, workspaceId, deviceId, userId);
  await claimVisits(client, workspaceId, deviceId, userId);
  await updateAttribution(client, workspaceId, userId);
}

async function claimEvents(
  client: PoolClient,
  workspaceId: WorkspaceId,
  deviceId: string,
  userId: string,
): Promise<void> {
  await client.query({
    name: "claim-device-events",
    text: `
      WITH "unclaimed" AS (
        SELECT "id" FROM "Event" WHERE "workspaceId" = $1 AND "deviceId" = $2 AND "userId" IS NULL
        ORDER BY "id" FOR UPDATE
      ), "claimed" AS (
        UPDATE "Event" e SET "userId" = $3 FROM "unclaimed" u
        WHERE e."workspaceId" = $1 AND e."id" = u."id" RETURNING e."triggeredAt"
      ), "seen" AS (
        SELECT min("triggeredAt") AS "first", max("triggeredAt") AS "last" FROM "claimed"
      )
      UPDATE "User" SET "firstSeenAt" = LEAST("firstSeenAt", "first"),
                        "lastSeenAt" = GREATEST("lastSeenAt", LEAST("last", clock_timestamp()))
      FROM "seen" WHERE "workspaceId" = $1 AND "User"."id" = $3 AND "first" IS NOT NULL`,
    values: [workspaceId, deviceId, userId],
  });
}

/** Creates or updates the device, and locks it. False, without a change, if it has another owner than `userId`. */
export async function recordDeviceActivity(
  client: PoolClient,
  workspaceId: WorkspaceId,
  deviceId: string,
  userId: string | undefined,
  time: Date,
): Promise<boolean> {
  const { rowCount } = await client.query(
    userId === undefined
      ? {
          name: "upsert-anonymous-device",
          text: `
            INSERT INTO "Device" ("workspaceId", "id", "firstSeenAt", "lastSeenAt") VALUES ($1, $2, $3, $3)
            ON CONFLICT ("workspaceId", "id") DO UPDATE ${updateSeenTimes} WHERE "Device"."userId" IS NULL`,
          values: [workspaceId, deviceId, time],
        }
      : {
          name: "update-owned-device",
          text: `UPDATE "Device" ${updateSeenTimes} WHERE "workspaceId" = $1 AND "id" = $2 AND "userId" = $4`,
          values: [workspaceId, deviceId, time, userId],
        },
  );
  return rowCount === 1;
}

const updateSeenTimes = `
  SET "firstSeenAt" = LEAST("Device"."firstSeenAt", $3), "lastSeenAt" = GREATEST("Device"."lastSeenAt", $3)`;
