import "server-only";
import { z } from "zod";
import { recordAuditEntryOnce } from "@/lib/audit/mutations";
import type { Actor } from "@/lib/auth/actor";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { AppError } from "@/lib/errors";
import { listErrorGroups } from "@/lib/logs/read/error-groups";
import { getLog, listLogs, logsPerPage } from "@/lib/logs/read/queries";
import { maskDetail, maskPath, maskQuery, maskRow } from "@/lib/logs/redact/mask";
import type { ErrorGroup, LogFilter, LogPage, LogQuery, LogRow, LogView } from "@/lib/logs/schema";

/** A page of the list with the values that the actor may see. */
export async function viewLogs(actor: Actor, query: LogQuery, limit = logsPerPage): Promise<LogPage> {
  if (!canSearch(actor, query.search)) return { rows: [], next: null, searchedTo: null };
  // Otherwise an unknown request id would be searched for in bodies.
  const searchBodies = may(actor.role, "viewLogValues");
  const page = await listLogs(actor.workspaceId, query, { searchBodies, limit });
  return { ...page, rows: page.rows.map((row) => toVisibleRow(actor, row)) };
}

/** A search through bodies would disclose values: without access to values, only request ids are allowed. */
function canSearch(actor: Actor, search: string | undefined): boolean {
  return !search?.trim() || may(actor.role, "viewLogValues") || z.ulid().safeParse(search.trim()).success;
}

/** Masks the query's values, and the path's without access to values. */
export function toVisibleRow<Row extends Pick<LogRow, "path" | "route" | "query">>(
  actor: Actor,
  row: Row,
): Row {
  return may(actor.role, "viewLogValues") ? { ...row, query: maskQuery(row.query) } : maskRow(row);
}

export async function viewErrorGroups(actor: Actor, filter: LogFilter): Promise<ErrorGroup[]> {
  const groups = await listErrorGroups(actor.workspaceId, filter);
  if (may(actor.role, "viewLogValues")) return groups;
  return groups.map((group) => ({ ...group, lastPath: maskPath(group.lastPath, group.route) }));
}

/**
 * One call in full. Revealing its values writes an audit entry first: one per reader and application in half an hour, with
 * the id of the first call.
 */
export async function viewLog(actor: Actor, id: string, { reveal }: { reveal: boolean }): Promise<LogView> {
  const mayReveal = may(actor.role, "viewLogValues");
  if (reveal && !mayReveal) throw new AppError("forbidden", getDenialReason("viewLogValues"));
  const call = await getLog(actor.workspaceId, id);
  const permissions = { mayReveal, mayRegenerate: may(actor.role, "manageApplications") };
  if (!reveal)
    return { ...maskDetail(call), path: toVisibleRow(actor, call).path, masked: true, ...permissions };
  await recordAuditEntryOnce(actor, "log.view", call.applicationName, {
    subjectId: call.applicationId,
    detail: `first call ${id}`,
  });
  return { ...call, masked: false, ...permissions };
}
