import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getMinId } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rollup/usage";
import type { CallsOfMinute } from "@/lib/logs/schema";
import { minute } from "@/lib/time";

/** Errors of calls that spend no limit of their application. */
const uncountedCodes = [...rejectedCodes.filter((code) => code !== "missing_permission"), "rate_limited"];

/** The calls of the last 60 seconds that count against the rate limit of each application, of all processes. */
export async function countCallsOfMinute(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  now = Date.now(),
): Promise<CallsOfMinute> {
  const select = Prisma.sql`
    SELECT d."applicationId", count(*)::int AS "calls"
    FROM "RequestLog" l
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = l."dimensionId"
    WHERE l."workspaceId" = ${workspaceId} AND l."id" >= ${getMinId(new Date(now - minute))}
      AND d."applicationId" = ANY(${applicationIds}) AND d."errorCode" <> ALL(${uncountedCodes})
    GROUP BY 1`;
  const { rows } = await pool.query<{ applicationId: string; calls: number }>(
    nameStatement("count-calls-of-minute", select),
  );
  return Object.fromEntries(rows.map(({ applicationId, calls }) => [applicationId, calls]));
}
