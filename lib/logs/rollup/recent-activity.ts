import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { toOutcome } from "@/lib/logs/read/histogram";
import { type HourCounts, type RecentActivity, recentHours } from "@/lib/logs/schema";
import { hour } from "@/lib/time";

/** The calls of these applications by hour: of the current one and of those before. Who was not called is left out. */
export async function countRecentActivity(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<RecentActivity> {
  const current = Math.floor(Date.now() / hour) * hour;
  const starts = Array.from(
    { length: recentHours },
    (_, index) => new Date(current - index * hour),
  ).reverse();
  const { rows } = await pool.query<{ position: number; bucketStart: Date; class: number; calls: number }>({
    // Without a name: planned for values that it does not know, it would compare each count with each dimension.
    // Hours and dimensions are listed, so that the index is entered at each of them: the others' counts are not read. Steps
    // are added up in its order first, which leaves little to sort.
    text: `
      WITH dimension AS MATERIALIZED (
        SELECT d."id", a."position"::int, d."status" / 100 AS "class"
        FROM unnest($2::text[]) WITH ORDINALITY AS a("id", "position")
        JOIN "RequestDimension" d ON d."workspaceId" = $1 AND d."applicationId" = a."id"
      )
      SELECT d."position", c."bucketStart", d."class", sum(c."calls")::int AS "calls"
      FROM (
        SELECT "bucketStart", "dimensionId", sum("calls") AS "calls"
        FROM "RequestRollup"
        WHERE "workspaceId" = $1 AND "bucketHours" = 1 AND "bucketStart" = ANY($3)
          AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
        GROUP BY 1, 2
      ) c
      JOIN dimension d ON d."id" = c."dimensionId"
      GROUP BY 1, 2, 3`,
    values: [workspaceId, applicationIds, starts],
  });
  const recent: RecentActivity = {};
  for (const { position, bucketStart, class: statusClass, calls } of rows) {
    const applicationId = applicationIds[position - 1] ?? "";
    recent[applicationId] ??= starts.map((): HourCounts => [0, 0, 0]);
    const counts = recent[applicationId][recentHours - 1 - (current - bucketStart.getTime()) / hour];
    if (counts) counts[places[toOutcome(statusClass)]] += calls;
  }
  return recent;
}

const places = { ok: 0, clientError: 1, serverError: 2 } as const;
