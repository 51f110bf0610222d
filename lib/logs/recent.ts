import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { emptyBars, partOf } from "@/lib/logs/bars";
import type { Bar } from "@/lib/logs/schema";
import { hour } from "@/lib/time";

export const recentHours = 36;

/** Each application's calls of the last 36 hours, the current one included, by hour. Those without any are left out. */
export async function countByApplication(workspaceId: WorkspaceId): Promise<Record<string, Bar[]>> {
  const now = new Date();
  const empty = () => emptyBars(new Date(now.getTime() - (recentHours - 1) * hour), now, hour);
  const [first] = empty();
  if (!first) return {};
  const { rows } = await pool.query<{ applicationId: string; start: Date; class: number; calls: number }>({
    name: "count-by-application",
    text: `
      SELECT k."applicationId", c."start", k."status" / 100 AS "class", sum(c."calls")::int AS "calls"
      FROM "RequestCount" c
      JOIN "RequestKind" k ON k."workspaceId" = c."workspaceId" AND k."id" = c."kindId"
      WHERE c."workspaceId" = $1 AND c."hours" = 1 AND c."start" >= $2
      GROUP BY 1, 2, 3`,
    values: [workspaceId, first.start],
  });
  const byApplication: Record<string, Bar[]> = {};
  for (const { applicationId, start, class: statusClass, calls } of rows) {
    byApplication[applicationId] ??= empty();
    const bars = byApplication[applicationId];
    const index = Math.round((start.getTime() - first.start.getTime()) / hour);
    const bar = bars[Math.min(index, bars.length - 1)];
    if (bar) bar[partOf(statusClass)] += calls;
  }
  return byApplication;
}
