import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { AppError } from "@/lib/errors";
import { getIdTime, getMinId } from "@/lib/ids";
import { findDimensionFilter } from "@/lib/logs/read/dimension-filter";
import {
  findLogIds,
  type LogSelection,
  logRowColumns,
  logRowTables,
  readLogRows,
  toLogRow,
} from "@/lib/logs/read/page";
import { toRequestId } from "@/lib/logs/read/request-id";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import {
  type LogDetail,
  type LoggedApplication,
  type LogPage,
  LogQuery,
  type LogRow,
} from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";
import { second } from "@/lib/time";

export const logsPerPage = 50;

/** A page that searches bodies ends after so many rows, or so long. */
const [maxSearchedRows, searchBatchRows, maxSearchTime] = [20_000, 1_000, second];

/**
 * A page of calls, newest first; a late page costs as much as the first. A request id finds its call whatever the filter
 * says. Any other text is searched for in the calls, or finds nothing without `searchBodies`.
 */
export async function listLogs(
  workspaceId: WorkspaceId,
  query: LogQuery,
  { searchBodies = true, limit = logsPerPage } = {},
): Promise<LogPage> {
  const { before, search = "", ...filter } = LogQuery.parse(query);
  const [retentionStart, dimensions] = await Promise.all([
    getRetentionStart(workspaceId),
    findDimensionFilter(workspaceId, filter),
  ]);
  const requestId = toRequestId(search);
  const isKept = requestId !== null && requestId >= getMinId(retentionStart);
  const found = isKept ? await readLogRows(workspaceId, [requestId]) : [];
  if (found.length > 0 || (search && !searchBodies)) return { rows: found, next: null, searchedTo: null };
  const selection = { ...resolveTimeRange(filter, retentionStart, new Date()), dimensions, before };
  if (search) return searchLogs(workspaceId, selection, search, limit);
  const ids = await findLogIds(workspaceId, selection, limit + 1);
  const pageIds = ids.slice(0, limit);
  return {
    rows: await readLogRows(workspaceId, pageIds),
    next: ids.length > limit ? (pageIds.at(-1) ?? null) : null,
    searchedTo: null,
  };
}

/** Calls that contain a text in the path, the query or a body. The bodies have no index: a page has a limit of its own. */
async function searchLogs(
  workspaceId: WorkspaceId,
  selection: LogSelection,
  text: string,
  limit: number,
): Promise<LogPage> {
  if (!isStorable(text)) return { rows: [], next: null, searchedTo: null };
  const pattern = toLikePattern(text);
  const startedAt = performance.now();
  const rows: LogRow[] = [];
  let { before } = selection;
  for (let searched = searchBatchRows; ; searched += searchBatchRows) {
    const ids = await findLogIds(workspaceId, { ...selection, before }, searchBatchRows);
    rows.push(...(await readLogRows(workspaceId, ids, pattern)));
    before = ids.at(-1);
    if (rows.length > limit)
      return { rows: rows.slice(0, limit), next: rows[limit - 1]?.id ?? null, searchedTo: null };
    if (!before || ids.length < searchBatchRows) return { rows, next: null, searchedTo: null };
    if (searched >= maxSearchedRows || performance.now() - startedAt > maxSearchTime)
      return { rows, next: before, searchedTo: getIdTime(before) };
  }
}

/** The LIKE pattern for "contains this text". */
export function toLikePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

export async function getLog(workspaceId: WorkspaceId, id: string): Promise<LogDetail> {
  const firstId = getMinId(await getRetentionStart(workspaceId));
  const select = Prisma.sql`
    SELECT ${logRowColumns}, nullif(d."permission", '') AS "permission", d."observed",
           l."requestHeaders"::json, l."requestBody", l."requestBytes",
           l."responseHeaders"::json, l."responseBody", l."responseBytes",
           CASE WHEN s."id" IS NOT NULL
             THEN json_build_object('id', s."id", 'hint', s."hint", 'revokedAt', s."revokedAt") END AS "key"
    FROM ${logRowTables}
    LEFT JOIN "ApiKey" s ON s."workspaceId" = d."workspaceId" AND s."id" = d."apiKeyId"
    WHERE l."workspaceId" = ${workspaceId} AND l."id" = ${id} AND l."id" >= ${firstId}`;
  const { rows } = await pool.query<Omit<LogDetail, "time" | "keyInUrl">>(nameStatement("get-log", select));
  const [log] = rows;
  if (!log) throw new AppError("not_found", "This call is not in the log.");
  return {
    ...toLogRow(log),
    // Dates are strings in JSON.
    key: log.key && { ...log.key, revokedAt: log.key.revokedAt && new Date(log.key.revokedAt) },
  };
}

/** The application of a log, which stays readable after the application's deletion. */
export async function findLoggedApplication(
  workspaceId: WorkspaceId,
  id: string,
): Promise<LoggedApplication | null> {
  const { rows } = await pool.query<LoggedApplication>(Prisma.sql`
    SELECT "id", "name", "deletedAt" IS NOT NULL AS "deleted"
    FROM "Application"
    WHERE "workspaceId" = ${workspaceId} AND "id" = ${id}`);
  return rows[0] ?? null;
}

/** The oldest time that a workspace `w` keeps, by the database's clock: readers and maintenance must agree on it. */
export const retentionStartSql = `greatest(now() - w."logDays" * interval '24 hours', w."logsFrom")`;

/** Older calls are never shown, deleted or not. */
export async function getRetentionStart(workspaceId: WorkspaceId): Promise<Date> {
  const select = Prisma.sql`
    SELECT ${Prisma.raw(retentionStartSql)} AS "retentionStart" FROM "Workspace" w WHERE w."id" = ${workspaceId}`;
  const { rows } = await pool.query<{ retentionStart: Date }>(nameStatement("get-retention-start", select));
  // A deleted workspace keeps nothing.
  return rows[0]?.retentionStart ?? new Date();
}
