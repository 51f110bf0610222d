import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { compileIpRanges } from "@/lib/http/ip-ranges";
import { getRetentionStart } from "@/lib/logs/read/queries";
import type { AllowlistCheck, CallerCount } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day, hour } from "@/lib/time";

const checkedDays = 7;
const maxListedCallers = 20;

/** Compares an allowlist with an application's calls of the last 7 days. An empty list allows every address. */
export async function checkAllowlist(
  workspaceId: WorkspaceId,
  applicationId: string,
  ranges: readonly string[],
  now = Date.now(),
): Promise<AllowlistCheck> {
  const callers = await countCallsByIp(workspaceId, applicationId, now);
  const allows = compileIpRanges(ranges);
  const rejected = callers.filter(({ ipAddress }) => !allows(ipAddress));
  return {
    callers: callers.length,
    calls: sumCalls(callers),
    rejectedCallers: rejected.length,
    rejectedCalls: sumCalls(rejected),
    newlyRejectedCalls: rejected.reduce((sum, { calls, rejectedCalls }) => sum + calls - rejectedCalls, 0),
    rejected: rejected.slice(0, maxListedCallers),
  };
}

/**
 * The calls by IP address, the most frequent first. Counts whole hours, which have roll-ups: the first hour may begin up to
 * an hour earlier.
 */
async function countCallsByIp(
  workspaceId: WorkspaceId,
  applicationId: string,
  now: number,
): Promise<CallerCount[]> {
  const retentionStart = (await getRetentionStart(workspaceId)).getTime();
  const from = Math.floor(Math.max(now - checkedDays * day, retentionStart) / hour) * hour;
  const until = (Math.floor(now / hour) + 1) * hour;
  return logStore.countCallsByIp(workspaceId, applicationId, {
    from: new Date(from),
    until: new Date(until),
  });
}

function sumCalls(callers: readonly CallerCount[]): number {
  return callers.reduce((sum, { calls }) => sum + calls, 0);
}
