import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { transact } from "@/lib/db/transact";
import { ensureContacts } from "@/lib/identities/mutations";
import { toUserIdentity, type UserIdentification } from "@/lib/users/schema";

/**
 * Ties a browser to a user, who is created if not known: what happened on it until now is theirs, except what is
 * somebody's already, who used it before.
 */
export async function linkDevice(
  workspaceId: WorkspaceId,
  deviceId: string,
  user: UserIdentification,
): Promise<void> {
  await transact(async (client) => {
    const [userId] = await ensureContacts(client, workspaceId, [toUserIdentity(user)]);
    await client.query({
      name: "link-device",
      text: `
        INSERT INTO "Device" ("workspaceId", "id", "userId") VALUES ($1, $2, $3)
        ON CONFLICT ("workspaceId", "id") DO UPDATE SET "userId" = EXCLUDED."userId"`,
      values: [workspaceId, deviceId, userId],
    });
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
  });
}
