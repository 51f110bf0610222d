import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getIdTime, getMinId } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rollup/usage";
import type { KeyUse } from "@/lib/logs/schema";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { day, hour } from "@/lib/time";

/** Bounds the count: a busy key has millions of calls an hour. */
const maxCounted = 10_000;

/** Counts a key's accepted calls of the last hour, and finds the last one of the last 24 hours. */
export async function getKeyUse(
  workspaceId: WorkspaceId,
  apiKeyId: string,
  now = Date.now(),
): Promise<KeyUse> {
  await waitForLogs();
  const select = Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."client", d."ipAddress"
      FROM "ApiKey" k
      JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."applicationId" = k."applicationId"
      WHERE k."workspaceId" = ${workspaceId} AND k."id" = ${apiKeyId} AND d."apiKeyId" = ${apiKeyId}
        AND d."errorCode" <> ALL(${rejectedCodes})
    )
    SELECT counted."calls", l."lastId", l."client", l."ipAddress"
    FROM (
      SELECT count(*)::int AS "calls" FROM (
        SELECT FROM "RequestLog"
        WHERE "workspaceId" = ${workspaceId} AND "id" >= ${getMinId(new Date(now - hour))}
          AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
        LIMIT ${maxCounted + 1}
      ) n
    ) counted
    LEFT JOIN LATERAL (
      SELECT n."id" AS "lastId", d."client", d."ipAddress"
      FROM dimension d
      CROSS JOIN LATERAL (
        SELECT l."id" FROM "RequestLog" l
        WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id"
          AND l."id" >= ${getMinId(new Date(now - day))}
        ORDER BY l."id" DESC LIMIT 1
      ) n
      ORDER BY n."id" DESC LIMIT 1
    ) l ON true`;
  type Row = { calls: number; lastId: string | null; client: string | null; ipAddress: string | null };
  const { rows } = await pool.query<Row>(nameStatement("get-key-use", select));
  const { calls = 0, lastId = null, client = null, ipAddress = null } = rows[0] ?? {};
  return {
    calls: Math.min(calls, maxCounted),
    hasMore: calls > maxCounted,
    lastAt: lastId === null ? null : getIdTime(lastId),
    client,
    ipAddress,
  };
}
