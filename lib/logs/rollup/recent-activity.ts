import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { toOutcome } from "@/lib/logs/read/histogram";
import { type HourCounts, type RecentActivity, recentHours } from "@/lib/logs/schema";
import { hour } from "@/lib/time";

/** The calls of each application by hour, up to the current hour. Applications without calls are left out. */
export async function countRecentActivity(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<RecentActivity> {
  const currentHour = Math.floor(Date.now() / hour) * hour;
  const firstHour = currentHour - (recentHours - 1) * hour;
  const hours = Array.from({ length: recentHours }, (_, index) => new Date(firstHour + index * hour));
  // Not prepared: a generic plan would compare each count with each dimension. Hours and dimensions are listed, so that
  // the index is read only where they meet. The inner GROUP BY follows the index and leaves little to sort.
  const { rows } = await pool.query<{
    position: number;
    start: Date;
    class: number;
    calls: number;
  }>(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", a."position"::int, d."status" / 100 AS "class"
      FROM unnest(${applicationIds}::text[]) WITH ORDINALITY AS a("id", "position")
      JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."applicationId" = a."id"
    )
    SELECT d."position", c."bucketStart" AS "start", d."class", sum(c."calls")::int AS "calls"
    FROM (
      SELECT "bucketStart", "dimensionId", sum("calls") AS "calls"
      FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = 1 AND "bucketStart" = ANY(${hours})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      GROUP BY 1, 2
    ) c
    JOIN dimension d ON d."id" = c."dimensionId"
    GROUP BY 1, 2, 3`);
  const activity: RecentActivity = {};
  for (const { position, start, class: statusClass, calls } of rows) {
    const applicationId = applicationIds[position - 1] ?? "";
    activity[applicationId] ??= hours.map((): HourCounts => [0, 0, 0]);
    const counts = activity[applicationId][(start.getTime() - firstHour) / hour];
    if (counts) counts[outcomeIndexes[toOutcome(statusClass)]] += calls;
  }
  return activity;
}

const outcomeIndexes = { ok: 0, clientError: 1, serverError: 2 } as const;
