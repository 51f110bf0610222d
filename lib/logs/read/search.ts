import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getIdTime } from "@/lib/ids";
import { findLogIds, type LogSelection, readLogRows } from "@/lib/logs/read/page";
import type { LogPage, LogRow } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";
import { second } from "@/lib/time";

/** How far one page may search. */
const [mostRows, rowsAtATime, longest] = [20_000, 1_000, second];

/** What LIKE finds a text by, wherever it stands. */
export function toLikePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

/** Calls that have a text in a body, the path or the query. It reads them all, so it stops and says how far it came. */
export async function searchLogs(
  workspaceId: WorkspaceId,
  place: LogSelection,
  text: string,
  limit: number,
): Promise<LogPage> {
  const pattern = toLikePattern(text);
  const started = performance.now();
  const rows: LogRow[] = [];
  let searched = 0;
  let { before } = place;
  while (isStorable(text)) {
    const ids = await findLogIds(workspaceId, { ...place, before }, rowsAtATime);
    rows.push(...(await readLogRows(workspaceId, ids, pattern)));
    const last = ids.at(-1);
    if (rows.length > limit)
      return { rows: rows.slice(0, limit), next: rows[limit - 1]?.id ?? null, searchedTo: null };
    if (!last || ids.length < rowsAtATime) break;
    before = last;
    searched += ids.length;
    if (searched >= mostRows || performance.now() - started > longest)
      return { rows, next: last, searchedTo: getIdTime(last) };
  }
  return { rows, next: null, searchedTo: null };
}
