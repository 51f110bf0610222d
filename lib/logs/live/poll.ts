import "server-only";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { getMinId } from "@/lib/ids";
import type { LiveCursor } from "@/lib/logs/live/cursor";
import { activeFacets, dimensionCondition } from "@/lib/logs/read/dimension-filter";
import { readLogRows } from "@/lib/logs/read/page";
import { toRequestId } from "@/lib/logs/read/request-id";
import { toLikePattern } from "@/lib/logs/read/search";
import { toTimeRange } from "@/lib/logs/read/time-range";
import { toVisibleRow } from "@/lib/logs/read/view";
import type { LogFilter, LogRow } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";
import { minute } from "@/lib/time";

/** A call is stored after it was made: when it was answered, and its batch written. None takes longer than this. */
const longestDelay = minute;

/** What is further behind than this reads the list anew instead: it would be more than anybody looks through. */
const mostBehind = 10 * minute;
const mostRows = 500;

/** `rows` are null where there is too much in between, and where nothing was seen yet: the list is to be read anew. */
export type LivePoll = { cursor: LiveCursor; rows: LogRow[] | null };

/**
 * The calls that became visible since the last look, newest first: those that this snapshot of the database shows and
 * the last one did not. So each comes exactly once, in whatever order the transactions that stored them ended.
 */
export async function pollNewCalls(
  actor: Actor,
  filter: LogFilter,
  last: LiveCursor | null,
): Promise<LivePoll> {
  const takenAt = Date.now();
  const { rows } = await pool.query<{ snapshot: string }>({
    name: "take-snapshot",
    text: "SELECT pg_current_snapshot()::text AS snapshot",
  });
  const cursor = { snapshot: rows[0]?.snapshot ?? "", takenAt };
  if (!last || takenAt - last.takenAt > mostBehind) return { cursor, rows: null };
  if (cursor.snapshot === last.snapshot) return { cursor, rows: [] };
  const ids = await findNewIds(actor.workspaceId, filter, last, cursor);
  if (ids.length > mostRows) return { cursor, rows: null };
  const found = await readFound(actor, ids, filter.search);
  return { cursor, rows: found.map((row) => toVisibleRow(actor, row)) };
}

async function findNewIds(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  last: LiveCursor,
  cursor: LiveCursor,
): Promise<string[]> {
  const { from, until } = toTimeRange(filter, new Date(last.takenAt - longestDelay), new Date());
  const values: unknown[] = [workspaceId, getMinId(from), getMinId(until), last.snapshot, cursor.snapshot];
  const { rows } = await pool.query<{ id: string }>({
    name: `find-new-ids-${activeFacets(filter).join("-")}`,
    text: `
      SELECT "id" FROM "RequestLog" l
      WHERE "workspaceId" = $1 AND "id" >= $2 AND "id" < $3
        AND "storedBy" >= pg_snapshot_xmin($4::pg_snapshot)
        AND NOT pg_visible_in_snapshot("storedBy", $4::pg_snapshot)
        AND pg_visible_in_snapshot("storedBy", $5::pg_snapshot)
        AND (SELECT ${dimensionCondition(filter, values)} FROM "RequestDimension" d WHERE d."workspaceId" = $1 AND d."id" = l."dimensionId")
      LIMIT ${mostRows + 1}`,
    values,
  });
  return rows.map(({ id }) => id);
}

/** A search finds in these what it finds in the list: a request id, or a text where values may be seen. */
async function readFound(actor: Actor, ids: string[], search: string | undefined): Promise<LogRow[]> {
  if (!search) return readLogRows(actor.workspaceId, ids);
  const wanted = toRequestId(search);
  const named = ids.filter((id) => id === wanted);
  if (named.length > 0 || !may(actor.role, "viewLogValues")) return readLogRows(actor.workspaceId, named);
  return isStorable(search) ? readLogRows(actor.workspaceId, ids, toLikePattern(search)) : [];
}
