import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { compileIpRanges } from "@/lib/http/ip-ranges";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { dimensionCountsSql } from "@/lib/logs/rollup/select-rollups";
import { rejectedCodes } from "@/lib/logs/rollup/usage";
import type { AllowlistCheck, CallerCount } from "@/lib/logs/schema";
import { day, hour } from "@/lib/time";

const checkedDays = 7;
const maxListedCallers = 20;

/** Errors of calls that no allowlist decides about. */
const otherRejections = rejectedCodes.filter(
  (code) => code !== "ip_not_allowed" && code !== "missing_permission",
);

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
  const counts = dimensionCountsSql(workspaceId, { from: new Date(from), until: new Date(until) });
  const { rows } = await pool.query<CallerCount>(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."ipAddress", d."errorCode" = 'ip_not_allowed' AS "rejected" FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
        AND d."errorCode" <> ALL(${otherRejections})
    )
    SELECT d."ipAddress", sum(c."calls")::int AS "calls",
           coalesce(sum(c."calls") FILTER (WHERE d."rejected"), 0)::int AS "rejectedCalls"
    FROM (${counts}) c
    JOIN dimension d ON d."id" = c."dimensionId"
    GROUP BY 1
    ORDER BY 2 DESC, 1`);
  return rows;
}

function sumCalls(callers: readonly CallerCount[]): number {
  return callers.reduce((sum, { calls }) => sum + calls, 0);
}
