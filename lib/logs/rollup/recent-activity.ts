import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { toOutcome } from "@/lib/logs/read/histogram";
import { type HourCounts, type RecentActivity, recentHours } from "@/lib/logs/recent-activity";
import { logStore } from "@/lib/logs/store/postgres-store";
import { hour } from "@/lib/time";

/** The calls of each application by hour, up to the current hour. Applications without calls are left out. */
export async function countRecentActivity(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<RecentActivity> {
  const currentHour = Math.floor(Date.now() / hour) * hour;
  const firstHour = currentHour - (recentHours - 1) * hour;
  const hours = Array.from({ length: recentHours }, (_, index) => new Date(firstHour + index * hour));
  const rows = await logStore.countCallsByHour(workspaceId, applicationIds, hours);
  const activity: RecentActivity = {};
  for (const { applicationId, start, class: statusClass, calls } of rows) {
    activity[applicationId] ??= hours.map((): HourCounts => [0, 0, 0]);
    const counts = activity[applicationId][(start.getTime() - firstHour) / hour];
    if (counts) counts[outcomeIndexes[toOutcome(statusClass)]] += calls;
  }
  return activity;
}

const outcomeIndexes = { ok: 0, clientError: 1, serverError: 2 } as const;
