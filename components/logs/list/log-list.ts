import type { LogPage, LogRow } from "@/lib/logs/schema";

/** The list with an older page at its end. A page that was asked for before the list became another is dropped. */
export function appendOlder(list: LogPage, before: string, page: LogPage): LogPage {
  if (list.next !== before) return list;
  return { ...page, rows: [...list.rows, ...page.rows] };
}

/**
 * The list with the newest page on top. A call is stored a moment after it began, so the page may also hold calls
 * that belong between those on screen. Where calls would be missing in between, the newer of the two is the list.
 *
 * Live may have brought calls while the page was on its way, which it lacks: those newer than its oldest one stay, and
 * where it is empty those newer than `seen`. The others went out of what is shown.
 */
export function mergeNewest(list: LogPage, page: LogPage, seen = list.rows[0]?.id ?? ""): LogPage {
  const end = list.rows.at(-1)?.id ?? "";
  if (list.next !== null && page.rows[0] && page.rows[0].id < end) return list;
  const oldest = page.rows.at(-1)?.id;
  const inPage = new Set(page.rows.map((row) => row.id));
  const brought = list.rows.filter((row) => row.id > (oldest ?? seen) && !inPage.has(row.id));
  const rows = sortNewestFirst([...keepKnown(list.rows, page.rows), ...brought]);
  if (oldest === undefined || page.next === null) return { ...page, rows };
  const older = list.rows.filter((row) => row.id < oldest);
  if (older.length === list.rows.length) return page;
  return {
    rows: [...rows, ...older],
    next: older.length > 0 ? list.next : page.next,
    searchedTo: older.length > 0 ? list.searchedTo : page.searchedTo,
  };
}

/** A list that is followed for hours keeps the newest; the others are loaded again when somebody goes there. */
export const maxRows = 10_000;

/** The rows that the list lacks. Older ones than the end of the list come with their own page. */
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

/** The ids of calls that came, with new ones: of as many as a list keeps. */
export function addArrivedIds(arrived: ReadonlySet<string>, ids: string[]): ReadonlySet<string> {
  return ids.length === 0 ? arrived : new Set([...arrived, ...ids].slice(-maxRows));
}

function sortNewestFirst(rows: LogRow[]): LogRow[] {
  return rows.sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** Rows that are on screen already stay the same objects: those need not be rendered again. */
function keepKnown(known: LogRow[], rows: LogRow[]): LogRow[] {
  const byId = new Map(known.map((row) => [row.id, row]));
  return rows.map((row) => byId.get(row.id) ?? row);
}

/** What a refresh brought. */
export function describeNewCalls(list: LogPage, newest: LogPage): string {
  const known = new Set(list.rows.map((row) => row.id));
  const count = newest.rows.filter((row) => !known.has(row.id)).length;
  if (count === 0) return "No new calls";
  if (count === newest.rows.length && newest.next !== null) return `More than ${count} new calls`;
  return count === 1 ? "1 new call" : `${count} new calls`;
}
