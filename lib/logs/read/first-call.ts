import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { prisma } from "@/lib/db/prisma";
import { getMinId } from "@/lib/ids";
import type { FirstCallRow } from "@/lib/logs/schema";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { minute } from "@/lib/time";

/** Between the clocks of the database, which dates keys, and of the API's processes, which date calls. */
const maxClockSkew = minute;

/** Finds a key's newest successful call, or its newest call if none succeeded. Null before its first call. */
export async function findFirstCall(
  workspaceId: WorkspaceId,
  apiKeyId: string,
): Promise<FirstCallRow | null> {
  await waitForLogs();
  const key = await prisma.apiKey.findUnique({
    where: { workspaceId_id: { workspaceId, id: apiKeyId } },
    select: { applicationId: true, createdAt: true },
  });
  if (!key) return null;
  const firstId = getMinId(new Date(key.createdAt.getTime() - maxClockSkew));
  const select = Prisma.sql`
    SELECT l."id", d."method", l."path", nullif(d."route", '') AS "route", nullif(d."permission", '') AS "permission",
           d."status", nullif(d."errorCode", '') AS "errorCode", d."ipAddress"
    FROM "RequestDimension" d
    CROSS JOIN LATERAL (
      SELECT "id", "path" FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "dimensionId" = d."id" AND "id" >= ${firstId}
      ORDER BY "id" DESC
      LIMIT 1
    ) l
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${key.applicationId} AND d."apiKeyId" = ${apiKeyId}
    ORDER BY d."status" < 400 DESC, l."id" DESC
    LIMIT 1`;
  const { rows } = await pool.query<FirstCallRow>(nameStatement("find-first-call-of-key", select));
  return rows[0] ?? null;
}
