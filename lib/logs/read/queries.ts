import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { AppError } from "@/lib/errors";
import { getIdTime, getMinId } from "@/lib/ids";
import { findLoggedNames, nameApplications } from "@/lib/logs/read/logged-names";
import { toRequestId } from "@/lib/logs/read/request-id";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import { hasKeyInUrl } from "@/lib/logs/redact/placeholders";
import {
  type LogDetail,
  type LoggedApplication,
  type LogPage,
  LogQuery,
  type LogRow,
} from "@/lib/logs/schema";
import type { CallSelection } from "@/lib/logs/store/log-store";
import { logStore } from "@/lib/logs/store/postgres-store";
import { isStorable } from "@/lib/text/storable";
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
  const retentionStart = await getRetentionStart(workspaceId);
  const requestId = toRequestId(search);
  const isKept = requestId !== null && requestId >= getMinId(retentionStart);
  const found = isKept ? await readLogRows(workspaceId, [requestId]) : [];
  if (found.length > 0 || (search && !searchBodies)) return { rows: found, next: null, searchedTo: null };
  const selection = { ...resolveTimeRange(filter, retentionStart, new Date()), filter, before };
  if (search) return searchLogs(workspaceId, selection, search, limit);
  const ids = await logStore.findCallIds(workspaceId, selection, limit + 1);
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
  selection: CallSelection,
  text: string,
  limit: number,
): Promise<LogPage> {
  if (!isStorable(text)) return { rows: [], next: null, searchedTo: null };
  const startedAt = performance.now();
  const rows: LogRow[] = [];
  let { before } = selection;
  for (let searched = searchBatchRows; ; searched += searchBatchRows) {
    const ids = await logStore.findCallIds(workspaceId, { ...selection, before }, searchBatchRows);
    rows.push(...(await readLogRows(workspaceId, ids, text)));
    before = ids.at(-1);
    if (rows.length > limit)
      return { rows: rows.slice(0, limit), next: rows[limit - 1]?.id ?? null, searchedTo: null };
    if (!before || ids.length < searchBatchRows) return { rows, next: null, searchedTo: null };
    if (searched >= maxSearchedRows || performance.now() - startedAt > maxSearchTime)
      return { rows, next: before, searchedTo: getIdTime(before) };
  }
}

/** The calls with these ids, newest first; with a text, only those that contain it. */
export async function readLogRows(
  workspaceId: WorkspaceId,
  ids: readonly string[],
  text?: string,
): Promise<LogRow[]> {
  const calls = await logStore.readCalls(workspaceId, ids, text);
  return (await nameApplications(workspaceId, calls)).map(toLogRow);
}

export async function getLog(workspaceId: WorkspaceId, id: string): Promise<LogDetail> {
  const firstId = getMinId(await getRetentionStart(workspaceId));
  const call = id >= firstId ? await logStore.findCall(workspaceId, id) : null;
  const names =
    call &&
    (await findLoggedNames(workspaceId, {
      applicationIds: [call.applicationId],
      apiKeyIds: [call.apiKeyId],
    }));
  const applicationName = call && names?.applications.get(call.applicationId);
  if (!call || !applicationName) throw new AppError("not_found", "This call is not in the log.");
  const { apiKeyId, ...columns } = call;
  const key = names?.keys.get(apiKeyId);
  return { ...toLogRow({ ...columns, applicationName }), key: key ? { id: apiKeyId, ...key } : null };
}

function toLogRow<Row extends Omit<LogRow, "time" | "keyInUrl">>(
  row: Row,
): Row & Pick<LogRow, "time" | "keyInUrl"> {
  return { ...row, time: getIdTime(row.id), keyInUrl: hasKeyInUrl(row) };
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
