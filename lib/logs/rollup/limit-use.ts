import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { CallsOfMinute } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";

/** The calls of the last 60 seconds that count against the rate limit of each application, of all processes. */
export async function countCallsOfMinute(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  now = Date.now(),
): Promise<CallsOfMinute> {
  const rows = await logStore.countCallsOfMinute(workspaceId, applicationIds, now);
  return Object.fromEntries(rows.map(({ applicationId, calls }) => [applicationId, calls]));
}
