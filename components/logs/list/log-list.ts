import type { LogPage, LogRow } from "@/lib/logs/schema";

/** Appends an older page. Drops a page that was requested for another state of the list. */
export function appendOlder(list: LogPage, before: string, page: LogPage): LogPage {
  if (list.next !== before) return list;
  return { ...page, rows: [...list.rows, ...page.rows] };
}

/**
 * Merges the newest page into the list. A call is stored after it began, so the page may hold calls that belong between
 * the listed ones. If calls would be missing between the page and the list, the newer of the two replaces the list.
 *
 * Live may have added calls that the page lacks because it was read earlier: those newer than the page's oldest call
 * stay, or newer than `seen` if the page is empty. Other calls that the page lacks no longer match.
 */
export function mergeNewest(list: LogPage, page: LogPage, seen = list.rows[0]?.id ?? ""): LogPage {
  const end = list.rows.at(-1)?.id ?? "";
  if (list.next !== null && page.rows[0] && page.rows[0].id < end) return list;
  const oldest = page.rows.at(-1)?.id;
  const inPage = new Set(page.rows.map((row) => row.id));
  const liveRows = list.rows.filter((row) => row.id > (oldest ?? seen) && !inPage.has(row.id));
  const rows = sortNewestFirst([...reuseRows(list.rows, page.rows), ...liveRows]);
  if (oldest === undefined || page.next === null) return { ...page, rows };
  const older = list.rows.filter((row) => row.id < oldest);
  if (older.length === list.rows.length) return page;
  return {
    rows: [...rows, ...older],
    next: older.length > 0 ? list.next : page.next,
    searchedTo: older.length > 0 ? list.searchedTo : page.searchedTo,
  };
}

/** The bound of a list that Live extends for hours. Dropped older calls load again on scrolling. */
export const maxRows = 10_000;

/** The calls that the list lacks. A call older than all loaded ones arrives with its own page. */
export function findNewRows(list: LogPage, rows: LogRow[]): LogRow[] {
  const listedIds = new Set(list.rows.map((row) => row.id));
  const end = list.next === null ? "" : (list.rows.at(-1)?.id ?? "");
  return rows.filter((row) => !listedIds.has(row.id) && row.id > end);
}

export function insertNew(list: LogPage, rows: LogRow[]): LogPage {
  const added = findNewRows(list, rows);
  if (added.length === 0) return list;
  const merged = sortNewestFirst([...added, ...list.rows]);
  if (merged.length <= maxRows) return { ...list, rows: merged };
  const kept = merged.slice(0, maxRows);
  return { rows: kept, next: kept.at(-1)?.id ?? null, searchedTo: null };
}

/** Keeps as many ids as a list keeps rows. */
export function addArrivedIds(arrived: ReadonlySet<string>, ids: string[]): ReadonlySet<string> {
  return ids.length === 0 ? arrived : new Set([...arrived, ...ids].slice(-maxRows));
}

function sortNewestFirst(rows: LogRow[]): LogRow[] {
  return rows.sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** Reuses the objects of listed rows: memoized rows do not render again. */
function reuseRows(known: LogRow[], rows: LogRow[]): LogRow[] {
  const byId = new Map(known.map((row) => [row.id, row]));
  return rows.map((row) => byId.get(row.id) ?? row);
}

/** The result of a refresh, as a sentence. */
export function describeNewCalls(list: LogPage, newest: LogPage): string {
  const known = new Set(list.rows.map((row) => row.id));
  const count = newest.rows.filter((row) => !known.has(row.id)).length;
  if (count === 0) return "No new calls";
  if (count === newest.rows.length && newest.next !== null) return `More than ${count} new calls`;
  return count === 1 ? "1 new call" : `${count} new calls`;
}
