import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { splitTimeRange, toTimeRange } from "@/lib/logs/read/time-range";
import { recentUse, recentValues } from "@/lib/logs/rollup/old-keys";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import { type EndpointUsage, LogFilter, type PermissionUsage, type UsageRange } from "@/lib/logs/schema";

/** Errors of calls that never used their permission: what is taken away from the application does not stop them. */
const rejectedCodes = ["unauthorized", "key_disabled", "missing_permission", "https_required"];

/** The calls of the last 24 hours that were let in, by the permission that they needed; null for those without one. */
export async function countCallsByPermission(
  workspaceId: WorkspaceId,
  applicationId: string,
): Promise<PermissionUsage[]> {
  const dimensions = `
    SELECT d."id", d."permission" FROM "RequestDimension" d
    WHERE d."workspaceId" = $1 AND d."applicationId" = $5 AND d."errorCode" <> ALL($6)`;
  const { rows } = await pool.query<Omit<PermissionUsage, "lastAt"> & { lastId: string }>({
    name: "permission-use",
    text: `
      WITH ${recentUse(dimensions)}
      SELECT nullif(u."permission", '') AS "permission", u."calls", l."lastId"
      FROM (
        SELECT d."permission", sum(r."calls")::int AS "calls"
        FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
        GROUP BY 1
      ) u
      CROSS JOIN LATERAL (
        SELECT max(n."id") AS "lastId"
        FROM dimension d
        CROSS JOIN LATERAL (
          SELECT l."id" FROM "RequestLog" l
          WHERE l."workspaceId" = $1 AND l."dimensionId" = d."id" AND l."id" >= $2
          ORDER BY l."id" DESC LIMIT 1
        ) n
        WHERE d."permission" = u."permission"
      ) l
      WHERE l."lastId" IS NOT NULL
      ORDER BY u."calls" DESC, 1`,
    values: [...recentValues(workspaceId), applicationId, rejectedCodes],
  });
  return rows.map(({ permission, calls, lastId }) => ({ permission, calls, lastAt: getIdTime(lastId) }));
}

/** An application's calls by endpoint and outcome, the busiest endpoint first. */
export async function countCallsByEndpoint(
  workspaceId: WorkspaceId,
  applicationId: string,
  range: UsageRange,
): Promise<EndpointUsage[]> {
  const span = toTimeRange(LogFilter.parse({ range }), await getRetentionStart(workspaceId), new Date());
  const pieces = splitTimeRange(span);
  if (pieces.length === 0) return [];
  const values: unknown[] = [workspaceId, applicationId, rejectedCodes];
  const { rows } = await pool.query<EndpointUsage>({
    text: `
      SELECT d."method", nullif(d."route", '') AS "route",
             sum(c."calls")::int AS "calls",
             coalesce(sum(c."calls") FILTER (WHERE d."errorCode" = ANY($3)), 0)::int AS "rejected",
             coalesce(sum(c."calls") FILTER (WHERE d."status" / 100 = 4 AND d."errorCode" <> ALL($3)), 0)::int AS "clientErrors",
             coalesce(sum(c."calls") FILTER (WHERE d."status" >= 500), 0)::int AS "serverErrors"
      FROM (${callCountsSql(pieces, values)}) AS c
      JOIN "RequestDimension" d ON d."workspaceId" = $1 AND d."id" = c."dimensionId"
      WHERE d."applicationId" = $2
      GROUP BY 1, 2
      ORDER BY "calls" DESC, 1, 2`,
    values,
  });
  return rows;
}
