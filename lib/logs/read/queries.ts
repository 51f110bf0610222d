import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { getMinId } from "@/lib/ids";
import { findDimensionFilter } from "@/lib/logs/read/dimension-filter";
import {
  findLogIds,
  logRowColumns,
  logRowTables,
  readLogRows,
  type StoredRow,
  toLogRow,
} from "@/lib/logs/read/page";
import { toRequestId } from "@/lib/logs/read/request-id";
import { searchLogs } from "@/lib/logs/read/search";
import { toTimeRange } from "@/lib/logs/read/time-range";
import {
  type LogDetail,
  type LoggedApplication,
  type LoggedKey,
  type LogPage,
  LogQuery,
} from "@/lib/logs/schema";

export const logsPerPage = 50;

/**
 * A page of calls, newest first. It costs the same however far back it lies. A whole request id finds its call, whatever
 * else is filtered; any other text is searched for, unless bodies are not for whoever asks: then it finds nothing.
 */
export async function listLogs(
  workspaceId: WorkspaceId,
  query: LogQuery,
  { searchBodies = true, limit = logsPerPage } = {},
): Promise<LogPage> {
  const { before, search = "", ...filter } = LogQuery.parse(query);
  const [oldest, dimensions] = await Promise.all([
    getRetentionStart(workspaceId),
    findDimensionFilter(workspaceId, filter),
  ]);
  const id = toRequestId(search);
  const named = id && id >= getMinId(oldest) ? await readLogRows(workspaceId, [id]) : [];
  if (named.length > 0 || (search && !searchBodies)) return { rows: named, next: null, searchedTo: null };
  const place = { ...toTimeRange(filter, oldest, new Date()), dimensions, before };
  if (search) return searchLogs(workspaceId, place, search, limit);
  const ids = await findLogIds(workspaceId, place, limit + 1);
  const shown = ids.slice(0, limit);
  return {
    rows: await readLogRows(workspaceId, shown),
    next: ids.length > limit ? (shown.at(-1) ?? null) : null,
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
    name: "get-log",
    text: `
      SELECT ${logRowColumns}, nullif(d."permission", '') AS "permission",
             l."requestHeaders", l."requestBody", l."requestBytes",
             l."responseHeaders", l."responseBody", l."responseBytes",
             CASE WHEN s."id" IS NOT NULL
               THEN json_build_object('id', s."id", 'hint', s."hint", 'revokedAt', s."revokedAt") END AS "key"
      FROM ${logRowTables}
      LEFT JOIN "ApiKey" s ON s."workspaceId" = d."workspaceId" AND s."id" = d."apiKeyId"
      WHERE l."workspaceId" = $1 AND l."id" = $2 AND l."id" >= $3`,
    values: [workspaceId, id, getMinId(await getRetentionStart(workspaceId))],
  });
  const [log] = rows;
  if (!log) throw new AppError("not_found", "This call is not in the log.");
  return {
    ...toLogRow(log),
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

/**
 * From when on a workspace keeps its calls, by the database's clock: those who read and those who delete go by the same
 * one, whatever the clocks of their processes say.
 */
export const retentionStartSql = `greatest(now() - w."logDays" * interval '24 hours', w."logsFrom")`;

/** From when on calls can be seen: what is older than the workspace keeps them is out of reach, deleted or not. */
export async function getRetentionStart(workspaceId: WorkspaceId): Promise<Date> {
  const { rows } = await pool.query<{ keptFrom: Date }>({
    name: "kept-from",
    text: `SELECT ${retentionStartSql} AS "keptFrom" FROM "Workspace" w WHERE w."id" = $1`,
    values: [workspaceId],
  });
  // Of a workspace that is gone nothing is kept.
  return rows[0]?.keptFrom ?? new Date();
}
