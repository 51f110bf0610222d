import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getMinId } from "@/lib/ids";
import { splitTimeRange, type TimeRange } from "@/lib/logs/read/time-range";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import type { CallerCount, EndpointUsage } from "@/lib/logs/schema";
import { callCountsSql, dimensionCountsSql } from "@/lib/logs/store/postgres/select-rollups";
import { minute } from "@/lib/time";

/**
 * Not prepared: a generic plan would compare each count with each dimension. Hours and dimensions are listed, so that the
 * index is read only where they meet. The inner GROUP BY follows the index and leaves little to sort.
 */
function countCallsByHour(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  hours: readonly Date[],
): Promise<{ applicationId: string; start: Date; class: number; calls: number }[]> {
  return queryLog(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."applicationId", d."status" / 100 AS "class"
      FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ANY(${applicationIds}::text[])
    )
    SELECT d."applicationId", c."bucketStart" AS "start", d."class", sum(c."calls")::int AS "calls"
    FROM (
      SELECT "bucketStart", "dimensionId", sum("calls") AS "calls"
      FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = 1 AND "bucketStart" = ANY(${hours})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      GROUP BY 1, 2
    ) c
    JOIN dimension d ON d."id" = c."dimensionId"
    GROUP BY 1, 2, 3`);
}

function countRejections(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  hours: readonly Date[],
  recentFrom: Date,
): Promise<{ applicationId: string; recent: number; before: number }[]> {
  // Hours and dimensions are listed, so that the index is read only where they meet.
  return queryLog(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."applicationId" FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ANY(${applicationIds}::text[])
        AND d."errorCode" = ANY(${rejectedCodes})
    ),
    -- Materialized: the planner expects one dimension, and would read the counts again for each.
    counted AS MATERIALIZED (
      SELECT "dimensionId", "bucketStart" >= ${recentFrom} AS "isRecent", sum("calls") AS "calls"
      FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = 1 AND "bucketStart" = ANY(${hours})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      GROUP BY 1, 2
    )
    SELECT d."applicationId",
           coalesce(sum(c."calls") FILTER (WHERE c."isRecent"), 0)::int AS "recent",
           coalesce(sum(c."calls") FILTER (WHERE NOT c."isRecent"), 0)::int AS "before"
    FROM counted c JOIN dimension d ON d."id" = c."dimensionId"
    GROUP BY 1`);
}

/** Errors of calls that spend no limit of their application. */
const uncountedCodes = [...rejectedCodes.filter((code) => code !== "missing_permission"), "rate_limited"];

function countCallsOfMinute(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  now: number,
): Promise<{ applicationId: string; calls: number }[]> {
  const select = Prisma.sql`
    SELECT d."applicationId", count(*)::int AS "calls"
    FROM "RequestLog" l
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = l."dimensionId"
    WHERE l."workspaceId" = ${workspaceId} AND l."id" >= ${getMinId(new Date(now - minute))}
      AND d."applicationId" = ANY(${applicationIds}) AND d."errorCode" <> ALL(${uncountedCodes})
    GROUP BY 1`;
  return queryLog(nameStatement("count-calls-of-minute", select));
}

/** Errors of calls that no allowlist decides about. */
const otherRejections = rejectedCodes.filter(
  (code) => code !== "ip_not_allowed" && code !== "missing_permission",
);

function countCallsByIp(
  workspaceId: WorkspaceId,
  applicationId: string,
  range: TimeRange,
): Promise<CallerCount[]> {
  return queryLog<CallerCount>(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."ipAddress", d."errorCode" = 'ip_not_allowed' AS "rejected" FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
        AND d."errorCode" <> ALL(${otherRejections})
    )
    SELECT d."ipAddress", sum(c."calls")::int AS "calls",
           coalesce(sum(c."calls") FILTER (WHERE d."rejected"), 0)::int AS "rejectedCalls"
    FROM (${dimensionCountsSql(workspaceId, range)}) c
    JOIN dimension d ON d."id" = c."dimensionId"
    GROUP BY 1
    ORDER BY 2 DESC, 1`);
}

async function countCallsByEndpoint(
  workspaceId: WorkspaceId,
  applicationId: string,
  range: TimeRange,
): Promise<EndpointUsage[]> {
  const slices = splitTimeRange(range);
  if (slices.length === 0) return [];
  const rejectedCondition = Prisma.sql`d."errorCode" = ANY(${rejectedCodes})`;
  return queryLog<EndpointUsage>(Prisma.sql`
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
}

async function countObservedCalls(
  workspaceId: WorkspaceId,
  applicationId: string,
  permission: Permission,
  range: TimeRange,
): Promise<number> {
  const slices = splitTimeRange(range);
  if (slices.length === 0) return 0;
  const rows = await queryLog<{ calls: number }>(Prisma.sql`
    SELECT coalesce(sum(c."calls"), 0)::int AS "calls"
    FROM "RequestDimension" d
    JOIN (${callCountsSql(workspaceId, slices)}) c ON c."dimensionId" = d."id"
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
      AND d."observed" AND d."permission" = ${permission}`);
  return rows[0]?.calls ?? 0;
}

export const applicationCalls = {
  countCallsByHour,
  countRejections,
  countCallsOfMinute,
  countCallsByIp,
  countCallsByEndpoint,
  countObservedCalls,
};
