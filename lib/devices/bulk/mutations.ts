import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";

/** A device to create or update. `last` is undefined if all its messages have `context.active: false`. */
export type DeviceChange = {
  id: string;
  userId: string | undefined;
  first: Date | undefined;
  last: Date | undefined;
};

/** Creates devices, which are locked by name and do not exist. */
export async function createDevices(
  client: PoolClient,
  workspaceId: WorkspaceId,
  devices: readonly DeviceChange[],
): Promise<void> {
  const now = new Date();
  await client.query({
    name: "create-devices",
    text: `
      INSERT INTO "Device" ("workspaceId", "id", "userId", "firstSeenAt", "lastSeenAt")
      SELECT $1, "id", NULLIF("userId", ''), "first", "last"
      FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) s ("id", "userId", "first", "last")
      ORDER BY "id"`,
    values: [
      workspaceId,
      toTextArray(devices.map(({ id }) => id)),
      toTextArray(devices.map(({ userId }) => userId ?? "")),
      toTimestampArray(devices.map(({ first }) => first ?? now)),
      toTimestampArray(devices.map(({ first, last }) => last ?? first ?? now)),
    ],
  });
}

/** Updates locked devices. */
export async function updateDevices(
  client: PoolClient,
  workspaceId: WorkspaceId,
  devices: readonly DeviceChange[],
): Promise<void> {
  await client.query({
    name: "update-devices",
    text: `
      UPDATE "Device" d
      SET "userId" = NULLIF(s."userId", ''), "firstSeenAt" = LEAST(d."firstSeenAt", s."first"),
          "lastSeenAt" = GREATEST(d."lastSeenAt", s."last")
      FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) s ("id", "userId", "first", "last")
      CROSS JOIN LATERAL (
        SELECT k."ctid" FROM "Device" k WHERE k."workspaceId" = $1 AND k."id" = s."id" LIMIT 1) k
      WHERE d."workspaceId" = $1 AND d."ctid" = k."ctid"`,
    values: [
      workspaceId,
      toTextArray(devices.map(({ id }) => id)),
      toTextArray(devices.map(({ userId }) => userId ?? "")),
      toTimestampArray(devices.map(({ first }) => first ?? farFuture)),
      toTimestampArray(devices.map(({ last }) => last ?? farPast)),
    ],
  });
}

/** Times that change nothing. */
const farPast = new Date(0);
const farFuture = new Date(Date.UTC(9999, 0, 1));
