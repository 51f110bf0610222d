import "server-only";
import type { ApplicationUsage } from "@/lib/applications/rows";
import type { WorkspaceId } from "@/lib/auth/actor";
import { logStore } from "@/lib/logs/store/postgres-store";
import { hour } from "@/lib/time";

const windowHours = 24;

/**
 * The rejected calls of each application: of 24 hours up to the current one, and of the 24 hours before. Whole hours (UTC).
 * Applications without any are left out.
 */
export async function countRejections(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  now = Date.now(),
): Promise<Record<string, ApplicationUsage>> {
  const currentHour = Math.floor(now / hour) * hour;
  const hours = Array.from({ length: 2 * windowHours }, (_, index) => new Date(currentHour - index * hour));
  const recentFrom = hours[windowHours - 1] ?? new Date(currentHour);
  const rows = await logStore.countRejections(workspaceId, applicationIds, hours, recentFrom);
  return Object.fromEntries(rows.map(({ applicationId, ...rejections }) => [applicationId, { rejections }]));
}
