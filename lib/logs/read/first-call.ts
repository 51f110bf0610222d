import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { getMinId } from "@/lib/ids";
import type { FirstCallRow } from "@/lib/logs/schema";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { minute } from "@/lib/time";

/** The clocks of the database, which dates keys, and of the API's processes, which date calls, differ by less. */
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
  const from = getMinId(new Date(key.createdAt.getTime() - maxClockSkew));
  const { rows } = await pool.query<FirstCallRow>({
    name: "find-first-call-of-key",
    text: `
      SELECT l."id", d."method", l."path", nullif(d."route", '') AS "route", nullif(d."permission", '') AS "permission",
             d."status", nullif(d."errorCode", '') AS "errorCode", d."ipAddress"
      FROM "RequestDimension" d
      CROSS JOIN LATERAL (
        SELECT "id", "path" FROM "RequestLog"
        WHERE "workspaceId" = $1 AND "dimensionId" = d."id" AND "id" >= $4
        ORDER BY "id" DESC
        LIMIT 1
      ) l
      WHERE d."workspaceId" = $1 AND d."applicationId" = $2 AND d."apiKeyId" = $3
      ORDER BY d."status" < 400 DESC, l."id" DESC
      LIMIT 1`,
    values: [workspaceId, key.applicationId, apiKeyId, from],
  });
  return rows[0] ?? null;
}
