import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import type { LogDetail, LoggedApplication, LogPage, LogQuery, LogRow } from "@/lib/logs/schema";

export const logsPerPage = 50;

const rowColumns = `
  l."id", l."applicationId", a."name" AS "applicationName", l."time", l."method", l."path", l."status", l."duration",
  l."client"`;

/** A page of calls, newest first. It costs the same however far back it lies. */
export async function listLogs(
  workspaceId: WorkspaceId,
  { applicationId, before }: LogQuery,
): Promise<LogPage> {
  const { rows } = await pool.query<LogRow>({
    text: `
      SELECT ${rowColumns}
      FROM "RequestLog" l
      JOIN "Application" a ON a."workspaceId" = l."workspaceId" AND a."id" = l."applicationId"
      WHERE l."workspaceId" = $1
        AND ($2::text IS NULL OR l."applicationId" = $2)
        AND ($3::text IS NULL OR l."id" < $3)
      ORDER BY l."id" DESC
      LIMIT ${logsPerPage + 1}`,
    values: [workspaceId, applicationId ?? null, before ?? null],
  });
  const page = rows.slice(0, logsPerPage);
  return { rows: page, next: rows.length > logsPerPage ? (page.at(-1)?.id ?? null) : null };
}

/** One call in full. */
export async function getLog(workspaceId: WorkspaceId, id: string): Promise<LogDetail> {
  const { rows } = await pool.query<LogDetail>({
    text: `
      SELECT ${rowColumns}, l."route", l."permission", l."errorCode", l."ipAddress", l."query",
             l."requestHeaders", l."requestBody", l."requestBytes",
             l."responseHeaders", l."responseBody", l."responseBytes"
      FROM "RequestLog" l
      JOIN "Application" a ON a."workspaceId" = l."workspaceId" AND a."id" = l."applicationId"
      WHERE l."workspaceId" = $1 AND l."id" = $2`,
    values: [workspaceId, id],
  });
  const [log] = rows;
  if (!log) throw new AppError("not_found", "This call is not in the log.");
  return log;
}

/** Whose log it is. A deleted application keeps its log. */
export async function findLoggedApplication(
  workspaceId: WorkspaceId,
  id: string,
): Promise<LoggedApplication | null> {
  const { rows } = await pool.query<LoggedApplication>({
    text: `
      SELECT "id", "name", "deletedAt" IS NOT NULL AS "deleted"
      FROM "Application"
      WHERE "workspaceId" = $1 AND "id" = $2`,
    values: [workspaceId, id],
  });
  return rows[0] ?? null;
}
