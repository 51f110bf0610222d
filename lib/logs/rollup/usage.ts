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
import { type EndpointUsage, type Impact, LogFilter, type UsageRange } from "@/lib/logs/schema";

/** Errors of calls that ended before their permission mattered: removing the permission does not affect them. */
export const rejectedCodes = [
  "unauthorized",
  "key_expired",
  "key_disabled",
  "ip_not_allowed",
  "missing_permission",
  "https_required",
];

/** The calls that a change stops: all of these applications, or only those that need one of the permissions. */
type ImpactScope = { applicationIds: readonly string[]; permissions?: readonly string[] | undefined };

/**
 * Counts the calls of the last 24 hours that would fail if the change were made now. A recount of the raw log must agree:
 * a call counts if its id is at most 24 hours old, its application is in the scope, enabled and not deleted, its key works
 * now (neither revoked nor expired), its permission is in the scope, and its error code is not one of `rejectedCodes`. All
 * numbers are of these calls; `clients` and `ipAddresses` are distinct values, and each endpoint is a method and a route.
 */
export async function getImpact(
  workspaceId: WorkspaceId,
  { applicationIds, permissions }: ImpactScope,
): Promise<Impact> {
  const last24Hours = toLast24Hours();
  const dimensions = Prisma.sql`
    SELECT d."id", d."method", d."route", d."client", d."ipAddress"
    FROM "Application" a
    JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id"
      AND (k."revokedAt" IS NULL OR k."revokedAt" > now()) AND (k."expiresAt" IS NULL OR k."expiresAt" > now())
    JOIN "RequestDimension" d
      ON d."workspaceId" = a."workspaceId" AND d."applicationId" = a."id" AND d."apiKeyId" = k."id"
    WHERE a."workspaceId" = ${workspaceId} AND a."id" = ANY(${applicationIds}) AND a."enabled" AND a."deletedAt" IS NULL
      AND (${permissions ?? null}::text[] IS NULL OR d."permission" = ANY(${permissions ?? null}::text[]))
      AND d."errorCode" <> ALL(${rejectedCodes})`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)},
    called AS (
      SELECT d."id", d."method", d."route", d."client", d."ipAddress", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1, 2, 3, 4, 5
    )
    SELECT grouping(c."method") = 1 AS "isTotal", c."method", nullif(c."route", '') AS "route",
           coalesce(sum(c."calls"), 0)::int AS "calls", count(DISTINCT c."client")::int AS "clients",
           count(DISTINCT c."ipAddress")::int AS "ipAddresses", max(l."id") AS "lastId"
    FROM called c
    LEFT JOIN LATERAL (
      SELECT n."id" FROM "RequestLog" n
      WHERE n."workspaceId" = ${workspaceId} AND n."dimensionId" = c."id" AND n."id" >= ${last24Hours.firstId}
      ORDER BY n."id" DESC LIMIT 1
    ) l ON true
    GROUP BY GROUPING SETS ((), (c."method", c."route"))
    ORDER BY 1 DESC, "calls" DESC, c."method", c."route"`;
  type Row = Impact["endpoints"][number] & {
    clients: number;
    ipAddresses: number;
    lastId: string | null;
  };
  const { rows } = await pool.query<Row>(nameStatement("get-impact", select));
  const [total, ...endpoints] = rows;
  return {
    calls: total?.calls ?? 0,
    clients: total?.clients ?? 0,
    ipAddresses: total?.ipAddresses ?? 0,
    lastAt: total?.lastId ? getIdTime(total.lastId) : null,
    endpoints: endpoints.map(({ method, route, calls }) => ({ method, route, calls })),
  };
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
