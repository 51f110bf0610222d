import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import {
  type LogDetail,
  type LoggedApplication,
  type LoggedKey,
  type LogPage,
  LogQuery,
  type LogRow,
} from "@/lib/logs/schema";
import { firstIdAt, timeOf } from "@/lib/logs/time";
import { day } from "@/lib/time";

export const logsPerPage = 50;

const rowColumns = `
  l."id", k."applicationId", a."name" AS "applicationName", k."method", l."path", l."query", nullif(k."route", '') AS "route",
  k."status", nullif(k."errorCode", '') AS "errorCode", l."duration", k."client", k."ipAddress"`;

const joins = `
  JOIN "RequestKind" k ON k."workspaceId" = l."workspaceId" AND k."id" = l."kindId"
  JOIN "Application" a ON a."workspaceId" = l."workspaceId" AND a."id" = k."applicationId"`;

type StoredRow = Omit<LogRow, "time">;

/** A page of calls, newest first. It costs the same however far back it lies. */
export async function listLogs(workspaceId: WorkspaceId, query: LogQuery): Promise<LogPage> {
  const { before, ...filter } = LogQuery.parse(query);
  const { rows } = await pool.query<StoredRow>({
    text: `
      SELECT ${rowColumns}
      FROM "RequestLog" l ${joins}
      WHERE l."workspaceId" = $1
        AND l."id" >= $2
        AND ($3::text IS NULL OR l."id" < $3)
        AND ($4::text[] = '{}' OR k."applicationId" = ANY($4))
      ORDER BY l."id" DESC
      LIMIT ${logsPerPage + 1}`,
    values: [workspaceId, firstIdAt(await oldestKept(workspaceId)), before ?? null, filter.application],
  });
  const page = rows.slice(0, logsPerPage).map(withTime);
  return {
    rows: page,
    next: rows.length > logsPerPage ? (page.at(-1)?.id ?? null) : null,
    searchedTo: null,
  };
}

/** One call in full. */
export async function getLog(workspaceId: WorkspaceId, id: string): Promise<LogDetail> {
  type Stored = StoredRow & {
    permission: string | null;
    key: LoggedKey;
    requestHeaders: string;
    requestBody: string;
    requestBytes: number;
    responseHeaders: string;
    responseBody: string;
    responseBytes: number;
  };
  const { rows } = await pool.query<Stored>({
    text: `
      SELECT ${rowColumns}, nullif(k."permission", '') AS "permission",
             l."requestHeaders", l."requestBody", l."requestBytes",
             l."responseHeaders", l."responseBody", l."responseBytes",
             CASE WHEN s."id" IS NOT NULL
               THEN json_build_object('id', s."id", 'hint', s."hint", 'revokedAt', s."revokedAt") END AS "key"
      FROM "RequestLog" l ${joins}
      LEFT JOIN "ApiKey" s ON s."workspaceId" = k."workspaceId" AND s."id" = k."apiKeyId"
      WHERE l."workspaceId" = $1 AND l."id" = $2 AND l."id" >= $3`,
    values: [workspaceId, id, firstIdAt(await oldestKept(workspaceId))],
  });
  const [log] = rows;
  if (!log) throw new AppError("not_found", "This call is not in the log.");
  return {
    ...withTime(log),
    permission: log.permission,
    key: log.key && { ...log.key, revokedAt: log.key.revokedAt && new Date(log.key.revokedAt) },
    requestHeaders: JSON.parse(log.requestHeaders),
    requestBody: log.requestBody,
    requestBytes: log.requestBytes,
    responseHeaders: JSON.parse(log.responseHeaders),
    responseBody: log.responseBody,
    responseBytes: log.responseBytes,
  };
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

/** From when on calls can be seen: what is older than the workspace keeps them is out of reach, deleted or not. */
export async function oldestKept(workspaceId: WorkspaceId): Promise<Date> {
  const { rows } = await pool.query<{ logDays: number }>({
    name: "log-days",
    text: `SELECT "logDays" FROM "Workspace" WHERE "id" = $1`,
    values: [workspaceId],
  });
  return new Date(Date.now() - (rows[0]?.logDays ?? 0) * day);
}

function withTime<Row extends { id: string }>(row: Row): Row & { time: Date } {
  return { ...row, time: timeOf(row.id) };
}
