import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getIdTime, getMinId } from "@/lib/ids";
import type { DeletedApplicationInUse, OldKeyInUse } from "@/lib/logs/schema";
import { day, hour } from "@/lib/time";

/** What a key that is not an application's any more is refused with. */
const refusedForKey = "unauthorized";

/** The old keys of an application, deleted or not, that were called with in the last 24 hours; the last one first. */
export async function listOldKeysInUse(
  workspaceId: WorkspaceId,
  applicationId: string,
): Promise<OldKeyInUse[]> {
  const dimensions = `
    SELECT d."id", d."apiKeyId", d."client", d."ipAddress" FROM "RequestDimension" d
    WHERE d."workspaceId" = $1 AND d."errorCode" = '${refusedForKey}' AND d."applicationId" = $5`;
  const { rows } = await pool.query<Omit<OldKeyInUse, "lastAt"> & { lastId: string }>({
    name: "old-keys-in-use",
    text: `
      WITH ${recentUse(dimensions)}
      SELECT s."id", s."hint", s."revokedAt", coalesce(s."revokedAt" >= a."deletedAt", false) AS "deleted",
             u."calls", l."lastId", l."client", l."ipAddress"
      FROM (
        SELECT d."apiKeyId", sum(r."calls")::int AS "calls"
        FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
        GROUP BY 1
      ) u
      JOIN "ApiKey" s ON s."workspaceId" = $1 AND s."id" = u."apiKeyId" AND s."revokedAt" IS NOT NULL
      JOIN "Application" a ON a."workspaceId" = $1 AND a."id" = s."applicationId"
      CROSS JOIN LATERAL (
        SELECT n."id" AS "lastId", d."client", d."ipAddress"
        FROM dimension d
        CROSS JOIN LATERAL (
          SELECT l."id" FROM "RequestLog" l
          WHERE l."workspaceId" = $1 AND l."dimensionId" = d."id" AND l."id" >= $2
          ORDER BY l."id" DESC LIMIT 1
        ) n
        WHERE d."apiKeyId" = u."apiKeyId"
        ORDER BY n."id" DESC LIMIT 1
      ) l
      ORDER BY l."lastId" DESC`,
    values: [...recentValues(workspaceId), applicationId],
  });
  return rows.map(({ lastId, ...use }) => ({ ...use, lastAt: getIdTime(lastId) }));
}

/** The deleted applications whose keys were called with in the last 24 hours; those with most calls first. */
export async function listDeletedApplicationsInUse(
  workspaceId: WorkspaceId,
): Promise<DeletedApplicationInUse[]> {
  const dimensions = `
    SELECT d."id", a."id" AS "applicationId", a."name" FROM "Application" a
    JOIN "RequestDimension" d ON d."workspaceId" = a."workspaceId" AND d."applicationId" = a."id"
    WHERE a."workspaceId" = $1 AND a."deletedAt" IS NOT NULL AND d."errorCode" = '${refusedForKey}'`;
  const { rows } = await pool.query<DeletedApplicationInUse>({
    name: "deleted-in-use",
    text: `
      WITH ${recentUse(dimensions)}
      SELECT d."applicationId" AS "id", d."name", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1, 2
      ORDER BY 3 DESC, 2`,
    values: recentValues(workspaceId),
  });
  return rows;
}

/** Calls of these dimensions in the last 24 hours: the first hour is rarely a whole one, so its calls are counted singly. */
export function recentUse(dimensions: string): string {
  return `
    dimension AS MATERIALIZED (${dimensions}),
    recent AS (
      SELECT "dimensionId", "calls" FROM "RequestRollup"
      WHERE "workspaceId" = $1 AND "bucketHours" = 1 AND "bucketStart" = ANY($4) AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      UNION ALL
      SELECT "dimensionId", 1 FROM "RequestLog"
      WHERE "workspaceId" = $1 AND "id" >= $2 AND "id" < $3 AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
    )`;
}

export function recentValues(workspaceId: WorkspaceId): unknown[] {
  const from = Date.now() - day;
  const wholeFrom = Math.ceil(from / hour) * hour;
  const hours = Array.from({ length: 25 }, (_, index) => new Date(wholeFrom + index * hour));
  return [workspaceId, getMinId(new Date(from)), getMinId(new Date(wholeFrom)), hours];
}
