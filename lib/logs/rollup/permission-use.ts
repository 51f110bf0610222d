import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { permissionIds } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { recentCallsSql, toLast24Hours } from "@/lib/logs/rollup/old-keys";
import { wasPermissionUsedSql } from "@/lib/logs/rollup/used-permission";
import type { MissingPermission, PermissionUse } from "@/lib/logs/schema";
import { day, hour } from "@/lib/time";

export const adviceDays = 30;

/** The permissions that an application's accepted calls of 30 days needed, and its calls of 24 hours that lacked one. */
export async function readPermissionUse(
  workspaceId: WorkspaceId,
  applicationId: string,
  now = Date.now(),
): Promise<PermissionUse> {
  const since = await findAdviceStart(workspaceId, now);
  const [used, missing] = await Promise.all([
    listUsedPermissions(workspaceId, applicationId, since, now),
    countMissingPermissions(workspaceId, applicationId, now),
  ]);
  return { since, used, missing };
}

/** The hour (UTC) in which the last 30 days begin, or the log if it keeps less. */
export async function findAdviceStart(workspaceId: WorkspaceId, now: number): Promise<Date> {
  const retentionStart = (await getRetentionStart(workspaceId)).getTime();
  return new Date(Math.floor(Math.max(now - adviceDays * day, retentionStart) / hour) * hour);
}

async function listUsedPermissions(
  workspaceId: WorkspaceId,
  applicationId: string,
  since: Date,
  now: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ permission: string }>(Prisma.sql`
    SELECT p."permission"
    FROM (SELECT ${applicationId}::text AS "id") e CROSS JOIN unnest(${permissionIds}::text[]) AS p("permission")
    WHERE ${wasPermissionUsedSql(workspaceId, since, now)}`);
  return rows.map(({ permission }) => permission);
}

/** Of exactly the last 24 hours, with the first of these calls. */
async function countMissingPermissions(
  workspaceId: WorkspaceId,
  applicationId: string,
  now: number,
): Promise<MissingPermission[]> {
  const last24Hours = toLast24Hours(now);
  const dimensions = Prisma.sql`
    SELECT d."id", d."permission" FROM "RequestDimension" d
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
      AND d."permission" <> '' AND d."errorCode" = 'missing_permission'`;
  const { rows } = await pool.query<Omit<MissingPermission, "since"> & { firstId: string }>(Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)}
    SELECT u."permission", u."calls", f."firstId"
    FROM (
      SELECT d."permission", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1
    ) u
    CROSS JOIN LATERAL (
      SELECT min(n."id") AS "firstId"
      FROM dimension d
      CROSS JOIN LATERAL (
        SELECT l."id" FROM "RequestLog" l
        WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id" AND l."id" >= ${last24Hours.firstId}
        ORDER BY l."id" LIMIT 1
      ) n
      WHERE d."permission" = u."permission"
    ) f
    WHERE f."firstId" IS NOT NULL
    ORDER BY u."calls" DESC, 1`);
  return rows.map(({ permission, calls, firstId }) => ({ permission, calls, since: getIdTime(firstId) }));
}
