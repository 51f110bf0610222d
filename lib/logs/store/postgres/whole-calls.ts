import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getMinId } from "@/lib/ids";
import type { FirstCallRow } from "@/lib/logs/schema";
import type { FoundCall, KeyOfApplication, WholeCall } from "@/lib/logs/store/log-store";
import { callColumns, callTables } from "@/lib/logs/store/postgres/calls";

async function findCall(workspaceId: WorkspaceId, id: string): Promise<FoundCall | null> {
  const select = Prisma.sql`
    SELECT ${callColumns}, nullif(d."permission", '') AS "permission", d."observed", d."apiKeyId",
           l."requestHeaders"::json, l."requestBody", l."requestBytes",
           l."responseHeaders"::json, l."responseBody", l."responseBytes"
    FROM ${callTables}
    WHERE l."workspaceId" = ${workspaceId} AND l."id" = ${id}`;
  const [call] = await queryLog<FoundCall>(nameStatement("find-call", select));
  return call ?? null;
}

function readWholeCalls(workspaceId: WorkspaceId, ids: readonly string[]): Promise<WholeCall[]> {
  return queryLog<WholeCall>(Prisma.sql`
    SELECT ${callColumns}, d."apiKeyId", nullif(d."permission", '') AS "permission",
           l."requestBytes", l."responseBytes", l."requestHeaders", l."requestBody", l."responseHeaders", l."responseBody"
    FROM ${callTables}
    WHERE l."workspaceId" = ${workspaceId} AND l."id" = ANY(${ids})
    ORDER BY l."id" DESC`);
}

async function findFirstCallId(workspaceId: WorkspaceId, from: Date): Promise<string | null> {
  const select = Prisma.sql`
    SELECT "id" FROM "RequestLog" WHERE "workspaceId" = ${workspaceId} AND "id" >= ${getMinId(from)}
    ORDER BY "id" LIMIT 1`;
  const [first] = await queryLog<{ id: string }>(nameStatement("find-first-call-id", select));
  return first?.id ?? null;
}

async function findNewestCallOfKey(
  workspaceId: WorkspaceId,
  { applicationId, apiKeyId }: KeyOfApplication,
  from: Date,
): Promise<FirstCallRow | null> {
  const select = Prisma.sql`
    SELECT l."id", d."method", l."path", nullif(d."route", '') AS "route", nullif(d."permission", '') AS "permission",
           d."status", nullif(d."errorCode", '') AS "errorCode", d."ipAddress"
    FROM "RequestDimension" d
    CROSS JOIN LATERAL (
      SELECT "id", "path" FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "dimensionId" = d."id" AND "id" >= ${getMinId(from)}
      ORDER BY "id" DESC
      LIMIT 1
    ) l
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId} AND d."apiKeyId" = ${apiKeyId}
    ORDER BY d."status" < 400 DESC, l."id" DESC
    LIMIT 1`;
  const [newest] = await queryLog<FirstCallRow>(nameStatement("find-newest-call-of-key", select));
  return newest ?? null;
}

export const wholeCalls = { findCall, readWholeCalls, findFirstCallId, findNewestCallOfKey };
