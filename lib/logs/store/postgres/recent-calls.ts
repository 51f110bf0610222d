import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { getMinId } from "@/lib/ids";
import { day, hour } from "@/lib/time";

/** The last 24 hours: single calls from `firstId` to `firstRollupId`, then the roll-ups of `hours`. */
type Last24Hours = { firstId: string; firstRollupId: string; hours: Date[] };

export function toLast24Hours(now = Date.now()): Last24Hours {
  const from = now - day;
  const firstHour = Math.ceil(from / hour) * hour;
  return {
    firstId: getMinId(new Date(from)),
    firstRollupId: getMinId(new Date(firstHour)),
    hours: Array.from({ length: 25 }, (_, index) => new Date(firstHour + index * hour)),
  };
}

/** CTEs, of which `dimension` has the rows of `dimensions`, and `recent` the count of calls of each. */
export function recentCallsSql(
  workspaceId: WorkspaceId,
  { firstId, firstRollupId, hours }: Last24Hours,
  dimensions: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`
    dimension AS MATERIALIZED (${dimensions}),
    -- Materialized: the planner expects one dimension, and would read the counts again for each.
    counted AS MATERIALIZED (
      SELECT "dimensionId", "calls" FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = 1 AND "bucketStart" = ANY(${hours})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      UNION ALL
      SELECT "dimensionId", 1 FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "id" >= ${firstId} AND "id" < ${firstRollupId}
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
    ),
    recent AS MATERIALIZED (SELECT "dimensionId", sum("calls")::int AS "calls" FROM counted GROUP BY 1)`;
}
