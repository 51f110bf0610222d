import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { getMinId } from "@/lib/ids";
import { splitTimeRange, type TimeRange, type TimeSlice } from "@/lib/logs/read/time-range";
import type { LogFilter } from "@/lib/logs/schema";
import { dimensionCondition } from "@/lib/logs/store/postgres/dimension-filter";
import { hour } from "@/lib/time";

export async function countCalls(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  range: TimeRange,
): Promise<number> {
  const slices = splitTimeRange(range);
  if (slices.length === 0) return 0;
  const rows = await queryLog<{ calls: number }>(Prisma.sql`
    SELECT coalesce(sum(c."calls"), 0)::int AS "calls"
    FROM (${callCountsSql(workspaceId, slices)}) AS c
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = c."dimensionId"
    WHERE ${dimensionCondition(filter)}`);
  return rows[0]?.calls ?? 0;
}

/**
 * Counts of the dimensions of a CTE `dimension`, by whole hours and days (UTC). Listed starts let the index be read only
 * where they meet the dimensions: do not prepare the statement, a generic plan would compare each with each.
 */
export function dimensionCountsSql(workspaceId: WorkspaceId, range: TimeRange): Prisma.Sql {
  const selects = splitTimeRange(range).map(
    ({ hours, from, until }) => Prisma.sql`
      SELECT "dimensionId", "calls" FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = ${hours}
        AND "bucketStart" = ANY(${listStarts(from, until, hours * hour)})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))`,
  );
  // Materialized: the planner expects one dimension, and would read the roll-ups again for each.
  return Prisma.sql`
    WITH counted AS MATERIALIZED (${Prisma.join(selects, " UNION ALL ")})
    SELECT "dimensionId", sum("calls")::int AS "calls" FROM counted GROUP BY 1`;
}

function listStarts(from: Date, until: Date, step: number): Date[] {
  const count = Math.round((until.getTime() - from.getTime()) / step);
  return Array.from({ length: count }, (_, index) => new Date(from.getTime() + index * step));
}

/**
 * Counts of calls by dimension and duration bucket: the roll-ups of whole days and hours, and single calls at the ends.
 * A single call's "bucketStart" is the last of `bucketStarts` (ascending) that is not after it.
 */
export function callCountsSql(
  workspaceId: WorkspaceId,
  slices: readonly TimeSlice[],
  bucketStarts?: readonly Date[],
): Prisma.Sql {
  const selects = slices.map(({ hours, from, until }) => {
    if (hours > 0) {
      return Prisma.sql`
        SELECT "bucketStart", "dimensionId", "durationBucket", "calls" FROM "RequestRollup"
        WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = ${hours}
          AND "bucketStart" >= ${from}::timestamptz AND "bucketStart" < ${until}::timestamptz`;
    }
    const starts = bucketStarts ?? [from];
    // The duration buckets are those of lib/logs/rollup/duration-buckets.ts.
    return Prisma.sql`
      SELECT
        (${starts}::timestamptz[])[width_bucket("id", ${starts.map(getMinId)}::text[])] AS "bucketStart",
        "dimensionId",
        least(60, greatest(0, ceil(ln(greatest("duration"::float8, 0.1) / 0.1) / ln(1.25))))::smallint AS "durationBucket",
        1 AS "calls"
      FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "id" >= ${getMinId(from)} AND "id" < ${getMinId(until)}`;
  });
  return Prisma.join(selects, " UNION ALL ");
}
