import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { partOf } from "@/lib/logs/read/histogram";
import { type HourCounts, type RecentActivity, recentHours } from "@/lib/logs/schema";
import { hour } from "@/lib/time";

/** The calls of these applications by hour: of the current one and of those before. Who was not called is left out. */
export async function countByApplication(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<RecentActivity> {
  const current = Math.floor(Date.now() / hour) * hour;
  const starts = Array.from(
    { length: recentHours },
    (_, index) => new Date(current - index * hour),
  ).reverse();
  const { rows } = await pool.query<{ place: number; start: Date; class: number; calls: number }>({
    // Without a name: planned for values that it does not know, it would compare each count with each kind.
    // Hours and kinds are listed, so that the index is entered at each of them: the others' counts are not read. Steps
    // are added up in its order first, which leaves little to sort.
    text: `
      WITH kind AS MATERIALIZED (
        SELECT k."id", a."place"::int, k."status" / 100 AS "class"
        FROM unnest($2::text[]) WITH ORDINALITY AS a("id", "place")
        JOIN "RequestKind" k ON k."workspaceId" = $1 AND k."applicationId" = a."id"
      )
      SELECT k."place", c."start", k."class", sum(c."calls")::int AS "calls"
      FROM (
        SELECT "start", "kindId", sum("calls") AS "calls"
        FROM "RequestCount"
        WHERE "workspaceId" = $1 AND "hours" = 1 AND "start" = ANY($3)
          AND "kindId" = ANY(ARRAY(SELECT "id" FROM kind))
        GROUP BY 1, 2
      ) c
      JOIN kind k ON k."id" = c."kindId"
      GROUP BY 1, 2, 3`,
    values: [workspaceId, applicationIds, starts],
  });
  const recent: RecentActivity = {};
  for (const { place, start, class: statusClass, calls } of rows) {
    const applicationId = applicationIds[place - 1] ?? "";
    recent[applicationId] ??= starts.map((): HourCounts => [0, 0, 0]);
    const counts = recent[applicationId][recentHours - 1 - (current - start.getTime()) / hour];
    if (counts) counts[places[partOf(statusClass)]] += calls;
  }
  return recent;
}

const places = { ok: 0, clientError: 1, serverError: 2 } as const;
