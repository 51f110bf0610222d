import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { resolveTimeRange, splitTimeRange } from "@/lib/logs/read/time-range";
import { recentCallsSql, toLast24Hours } from "@/lib/logs/rollup/old-keys";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import { type EndpointUsage, LogFilter, type PermissionUsage, type UsageRange } from "@/lib/logs/schema";

/** Errors of calls that ended before their permission mattered: removing the permission does not affect them. */
export const rejectedCodes = [
  "unauthorized",
  "key_expired",
  "key_disabled",
  "ip_not_allowed",
  "missing_permission",
  "https_required",
];

/** An application's accepted calls of the last 24 hours, by the permission that they needed; null: none. */
export async function countCallsByPermission(
  workspaceId: WorkspaceId,
  applicationId: string,
): Promise<PermissionUsage[]> {
  const last24Hours = toLast24Hours();
  const dimensions = Prisma.sql`
    SELECT d."id", d."permission" FROM "RequestDimension" d
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
      AND d."errorCode" <> ALL(${rejectedCodes})`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)}
    SELECT nullif(u."permission", '') AS "permission", u."calls", l."lastId"
    FROM (
      SELECT d."permission", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1
    ) u
    CROSS JOIN LATERAL (
      SELECT max(n."id") AS "lastId"
      FROM dimension d
      CROSS JOIN LATERAL (
        SELECT l."id" FROM "RequestLog" l
        WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id" AND l."id" >= ${last24Hours.firstId}
        ORDER BY l."id" DESC LIMIT 1
      ) n
      WHERE d."permission" = u."permission"
    ) l
    WHERE l."lastId" IS NOT NULL
    ORDER BY u."calls" DESC, 1`;
  const { rows } = await pool.query<Omit<PermissionUsage, "lastAt"> & { lastId: string }>(
    nameStatement("count-calls-by-permission", select),
  );
  return rows.map(({ permission, calls, lastId }) => ({ permission, calls, lastAt: getIdTime(lastId) }));
}

/** An application's calls by endpoint and outcome, the most called endpoint first. */
export async function countCallsByEndpoint(
  workspaceId: WorkspaceId,
  applicationId: string,
  range: UsageRange,
): Promise<EndpointUsage[]> {
  const filter = LogFilter.parse({ range });
  const slices = splitTimeRange(resolveTimeRange(filter, await getRetentionStart(workspaceId), new Date()));
  if (slices.length === 0) return [];
  const rejectedCondition = Prisma.sql`d."errorCode" = ANY(${rejectedCodes})`;
  const { rows } = await pool.query<EndpointUsage>(Prisma.sql`
    SELECT d."method", nullif(d."route", '') AS "route",
           sum(c."calls")::int AS "calls",
           coalesce(sum(c."calls") FILTER (WHERE ${rejectedCondition}), 0)::int AS "rejected",
           coalesce(sum(c."calls") FILTER (WHERE d."status" / 100 = 4 AND NOT ${rejectedCondition}), 0)::int AS "clientErrors",
           coalesce(sum(c."calls") FILTER (WHERE d."status" >= 500), 0)::int AS "serverErrors"
    FROM (${callCountsSql(workspaceId, slices)}) AS c
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = c."dimensionId"
    WHERE d."applicationId" = ${applicationId}
    GROUP BY 1, 2
    ORDER BY "calls" DESC, 1, 2`);
  return rows;
}
