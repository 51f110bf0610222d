import "server-only";
import { z } from "zod";
import { recordActOnce } from "@/lib/audit/mutations";
import type { Actor } from "@/lib/auth/actor";
import { may, whyNot } from "@/lib/auth/permissions";
import { AppError } from "@/lib/errors";
import { listErrorGroups } from "@/lib/logs/read/error-groups";
import { getLog, listLogs, logsPerPage } from "@/lib/logs/read/queries";
import { maskDetail, maskPath, maskQuery, maskRow } from "@/lib/logs/redact/mask";
import type { ErrorGroup, LogFilter, LogPage, LogQuery, LogRow, LogView } from "@/lib/logs/schema";

/** A part of the list, as this person may see it. */
export async function viewLogs(actor: Actor, query: LogQuery, limit = logsPerPage): Promise<LogPage> {
  if (!maySearch(actor, query.search)) return { rows: [], next: null, searchedTo: null };
  // A text that could be a request id, and is none, must not be looked for in bodies instead.
  const searchBodies = may(actor.role, "viewLogValues");
  const page = await listLogs(actor.workspaceId, query, { searchBodies, limit });
  return { ...page, rows: page.rows.map((row) => toVisibleRow(actor, row)) };
}

/** Whoever may not see values may not find out about them either: to them, a search is for a request id. */
function maySearch(actor: Actor, search: string | undefined): boolean {
  return !search?.trim() || may(actor.role, "viewLogValues") || z.ulid().safeParse(search.trim()).success;
}

/** A row of the list, as this person may see it: with its path, if they may see values, but not with its query's. */
export function toVisibleRow<Row extends Pick<LogRow, "path" | "route" | "query">>(
  actor: Actor,
  row: Row,
): Row {
  return may(actor.role, "viewLogValues") ? { ...row, query: maskQuery(row.query) } : maskRow(row);
}

/** The errors among what is filtered, as this person may see where the newest of each went. */
export async function viewErrorGroups(actor: Actor, filter: LogFilter): Promise<ErrorGroup[]> {
  const groups = await listErrorGroups(actor.workspaceId, filter);
  if (may(actor.role, "viewLogValues")) return groups;
  return groups.map((group) => ({ ...group, lastPath: maskPath(group.lastPath, group.route) }));
}

/**
 * One call in full. Values are revealed to those who may see them, after the audit log has an entry of it: one for each
 * reader and application in half an hour, which names the first call.
 */
export async function viewLog(actor: Actor, id: string, { reveal }: { reveal: boolean }): Promise<LogView> {
  const mayReveal = may(actor.role, "viewLogValues");
  if (reveal && !mayReveal) throw new AppError("forbidden", whyNot("viewLogValues"));
  const call = await getLog(actor.workspaceId, id);
  const abilities = { mayReveal, mayRegenerate: may(actor.role, "manageApplications") };
  if (!reveal)
    return { ...maskDetail(call), path: toVisibleRow(actor, call).path, masked: true, ...abilities };
  await recordActOnce(actor, "log.view", call.applicationName, {
    subjectId: call.applicationId,
    detail: `first call ${id}`,
  });
  return { ...call, masked: false, ...abilities };
}
