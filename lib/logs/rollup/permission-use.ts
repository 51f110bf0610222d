import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import type { PermissionUse } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day, hour } from "@/lib/time";

export const adviceDays = 30;

/** The permissions that an application's accepted calls of 30 days needed, and its calls of 24 hours that lacked one. */
export async function readPermissionUse(
  workspaceId: WorkspaceId,
  applicationId: string,
  now = Date.now(),
): Promise<PermissionUse> {
  const since = await findAdviceStart(workspaceId, now);
  const [used, missing] = await Promise.all([
    logStore.listUsedPermissions(workspaceId, applicationId, since, now),
    logStore.countMissingPermissions(workspaceId, applicationId, now),
  ]);
  const toMissing = ({ firstId, ...counted }: (typeof missing)[number]) => ({
    ...counted,
    since: getIdTime(firstId),
  });
  return { since, used, missing: missing.map(toMissing) };
}

/** The hour (UTC) in which the last 30 days begin, or the log if it keeps less. */
export async function findAdviceStart(workspaceId: WorkspaceId, now: number): Promise<Date> {
  const retentionStart = (await getRetentionStart(workspaceId)).getTime();
  return new Date(Math.floor(Math.max(now - adviceDays * day, retentionStart) / hour) * hour);
}
