import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import { type EndpointUsage, type Impact, LogFilter, type UsageRange } from "@/lib/logs/schema";
import type { KeyOfApplication } from "@/lib/logs/store/log-store";
import { logStore } from "@/lib/logs/store/postgres-store";

/** The calls that a change stops: all of these applications, or only those that need one of the permissions. */
type ImpactScope = { applicationIds: readonly string[]; permissions?: readonly string[] | undefined };

/**
 * Counts the calls of the last 24 hours that would fail if the change were made now. A recount of the raw log must agree:
 * a call counts if its id is at most 24 hours old, its application is in the scope, enabled and not deleted, its key works
 * now (neither revoked nor expired), its permission is in the scope, and its error code is not one of `rejectedCodes`. All
 * numbers are of these calls; `clients` and `ipAddresses` are distinct values, and each endpoint is a method and a route.
 */
export async function getImpact(
  workspaceId: WorkspaceId,
  { applicationIds, permissions }: ImpactScope,
): Promise<Impact> {
  const keys = await listWorkingKeys(workspaceId, applicationIds);
  const { total, endpoints } = await logStore.countCallsOfKeys(workspaceId, keys, permissions ?? null);
  const { lastId, ...counts } = total;
  return { ...counts, lastAt: lastId ? getIdTime(lastId) : null, endpoints };
}

/** The keys of enabled applications that are neither revoked nor expired. */
async function listWorkingKeys(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<KeyOfApplication[]> {
  const select = Prisma.sql`
    SELECT a."id" AS "applicationId", k."id" AS "apiKeyId"
    FROM "Application" a
    JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id"
      AND (k."revokedAt" IS NULL OR k."revokedAt" > now()) AND (k."expiresAt" IS NULL OR k."expiresAt" > now())
    WHERE a."workspaceId" = ${workspaceId} AND a."id" = ANY(${applicationIds}) AND a."enabled" AND a."deletedAt" IS NULL`;
  const { rows } = await pool.query<KeyOfApplication>(nameStatement("list-working-keys", select));
  return rows;
}

/** An application's calls by endpoint and outcome, the most called endpoint first. */
export async function countCallsByEndpoint(
  workspaceId: WorkspaceId,
  applicationId: string,
  range: UsageRange,
): Promise<EndpointUsage[]> {
  const filter = LogFilter.parse({ range });
  const timeRange = resolveTimeRange(filter, await getRetentionStart(workspaceId), new Date());
  return logStore.countCallsByEndpoint(workspaceId, applicationId, timeRange);
}
