import "server-only";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { readLogRows } from "@/lib/logs/read/queries";
import { toRequestId } from "@/lib/logs/read/request-id";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import { toVisibleRow } from "@/lib/logs/read/view";
import type { LogFilter, LogRow } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { isStorable } from "@/lib/text/storable";
import { minute } from "@/lib/time";

/** A call's id has the time of its arrival. The call is stored once it is answered and its batch is written. */
const maxStoringDelay = minute;

/**
 * The newest ids that a poll compares with those of the poll before. Above 83 matching calls a second (5,000 a minute),
 * a call that is stored later than the newest 5,000 is left to the next reload of the list.
 */
const maxComparedIds = 5_000;

/** After a longer gap, or for more new calls, the client reloads the list. */
const maxGap = 10 * minute;
const maxNewRows = 500;

/** A poll's time and the ids that it saw. A client that reconnects sends the time alone: its recent calls come again. */
export type LivePosition = { polledAt: number; seenIds: ReadonlySet<string> };

/** `rows` is null if the client must reload the list: at the first poll, and when it is too far behind. */
export type LivePoll = { position: LivePosition; rows: LogRow[] | null };

/**
 * The calls that were stored since the last poll, newest first. Calls are stored out of order, so each poll reads the
 * ids of the last minute again and leaves out those that the last poll saw.
 */
export async function pollNewCalls(
  actor: Actor,
  filter: LogFilter,
  last: LivePosition | null,
): Promise<LivePoll> {
  const polledAt = Date.now();
  const resumed = last && polledAt - last.polledAt <= maxGap ? last : null;
  const windowStart = new Date(Math.min(resumed?.polledAt ?? polledAt, polledAt) - maxStoringDelay);
  const ids = await findRecentIds(actor.workspaceId, filter, windowStart);
  const position = { polledAt, seenIds: new Set(ids) };
  if (!resumed) return { position, rows: null };
  const newIds = ids.filter((id) => !resumed.seenIds.has(id));
  if (newIds.length > maxNewRows) return { position, rows: null };
  const rows = await readMatchingRows(actor, newIds, filter.search);
  return { position, rows: rows.map((row) => toVisibleRow(actor, row)) };
}

function findRecentIds(workspaceId: WorkspaceId, filter: LogFilter, from: Date): Promise<string[]> {
  const timeRange = resolveTimeRange(filter, from, new Date());
  return logStore.findCallIds(workspaceId, { ...timeRange, filter }, maxComparedIds);
}

/** Searches as the list does: for a request id, or, if the actor may see values, for a text. */
async function readMatchingRows(actor: Actor, ids: string[], search: string | undefined): Promise<LogRow[]> {
  if (!search) return readLogRows(actor.workspaceId, ids);
  const requestId = toRequestId(search);
  if (ids.some((id) => id === requestId)) return readLogRows(actor.workspaceId, [requestId ?? ""]);
  if (!may(actor.role, "viewLogValues") || !isStorable(search)) return [];
  return readLogRows(actor.workspaceId, ids, search);
}
