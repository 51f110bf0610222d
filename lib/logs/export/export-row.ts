import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { getIdTime } from "@/lib/ids";
import { maskKey } from "@/lib/keys/mask";

/** The fields of an exported call, in the order of the file. */
export const exportFields = [
  "time",
  "requestId",
  "application",
  "key",
  "method",
  "path",
  "query",
  "route",
  "permission",
  "status",
  "errorCode",
  "durationMs",
  "client",
  "ipAddress",
  "requestBytes",
  "responseBytes",
  "requestHeaders",
  "requestBody",
  "responseHeaders",
  "responseBody",
] as const;

type NumberField = "status" | "durationMs" | "requestBytes" | "responseBytes";
type HeadersField = "requestHeaders" | "responseHeaders";

/** Headers are JSON objects as text. */
export type ExportRow = Record<NumberField, number> &
  Record<HeadersField, string> &
  Record<Exclude<(typeof exportFields)[number], NumberField | HeadersField>, string | null>;

type SelectedRow = Omit<ExportRow, "time" | "key"> & { requestId: string; keyHint: string | null };

/** The calls with these ids in full, newest first. */
export async function readExportRows(workspaceId: WorkspaceId, ids: readonly string[]): Promise<ExportRow[]> {
  const { rows } = await pool.query<SelectedRow>(Prisma.sql`
      SELECT l."id" AS "requestId", a."name" AS "application", s."hint" AS "keyHint", d."method", l."path", l."query",
             nullif(d."route", '') AS "route", nullif(d."permission", '') AS "permission", d."status",
             nullif(d."errorCode", '') AS "errorCode", l."duration" AS "durationMs", d."client", d."ipAddress",
             l."requestBytes", l."responseBytes", l."requestHeaders", l."requestBody", l."responseHeaders", l."responseBody"
      FROM "RequestLog" l
      JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"
      JOIN "Application" a ON a."workspaceId" = d."workspaceId" AND a."id" = d."applicationId"
      LEFT JOIN "ApiKey" s ON s."workspaceId" = d."workspaceId" AND s."id" = d."apiKeyId"
      WHERE l."workspaceId" = ${workspaceId} AND l."id" = ANY(${ids})
      ORDER BY l."id" DESC`);
  // A line of JSON has the order of these properties.
  return rows.map(({ requestId, application, keyHint, ...rest }) => ({
    time: getIdTime(requestId).toISOString(),
    requestId,
    application,
    key: keyHint === null ? null : maskKey(keyHint),
    ...rest,
  }));
}
