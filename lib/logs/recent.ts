import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { partOf } from "@/lib/logs/bars";
import { type HourOfCalls, type RecentCalls, recentHours } from "@/lib/logs/schema";
import { hour } from "@/lib/time";

/** The calls of these applications by hour: of the current one and of those before. Who was not called is left out. */
export async function countByApplication(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<RecentCalls> {
  const current = Math.floor(Date.now() / hour) * hour;
  const starts = Array.from(
    { length: recentHours },
    (_, index) => new Date(current - index * hour),
  ).reverse();
  const { rows } = await pool.query<{ applicationId: string; start: Date; class: number; calls: number }>({
    name: "count-by-application",
    // Hours and kinds are listed, so that the index is entered at each of them: the others' counts are not read.
    text: `
      WITH kind AS MATERIALIZED (
        SELECT "id", "applicationId", "status" FROM "RequestKind"
        WHERE "workspaceId" = $1 AND "applicationId" = ANY($2)
      )
      SELECT k."applicationId", c."start", k."status" / 100 AS "class", sum(c."calls")::int AS "calls"
      FROM "RequestCount" c
      JOIN kind k ON k."id" = c."kindId"
      WHERE c."workspaceId" = $1 AND c."hours" = 1 AND c."start" = ANY($3)
        AND c."kindId" = ANY(ARRAY(SELECT "id" FROM kind))
      GROUP BY 1, 2, 3`,
    values: [workspaceId, applicationIds, starts],
  });
  const recent: RecentCalls = {};
  for (const { applicationId, start, class: statusClass, calls } of rows) {
    recent[applicationId] ??= starts.map((): HourOfCalls => [0, 0, 0]);
    const counts = recent[applicationId][recentHours - 1 - (current - start.getTime()) / hour];
    if (counts) counts[places[partOf(statusClass)]] += calls;
  }
  return recent;
}

const places = { ok: 0, clientError: 1, serverError: 2 } as const;
