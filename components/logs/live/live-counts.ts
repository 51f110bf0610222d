import { findPercentile, toDurationBucket } from "@/lib/logs/rollup/duration-buckets";
import type { Bar, ErrorGroup, LogPage, LogRow, LogSummary } from "@/lib/logs/schema";

/** Rows that the summary does not count yet. The summary was loaded together with the newest page. */
export function findUncountedRows(rows: readonly LogRow[], newest: LogPage): LogRow[] {
  const counted = new Set(newest.rows.map(({ id }) => id));
  const end = newest.next === null ? "" : (newest.rows.at(-1)?.id ?? "");
  return rows.filter(({ id }) => id > end && !counted.has(id));
}

/** Adds rows from the stream, so that numbers and rows change together. */
export function addToSummary(summary: LogSummary, rows: readonly LogRow[]): LogSummary {
  if (rows.length === 0) return summary;
  const durations = new Map(summary.durations);
  for (const { duration } of rows) {
    const bucket = toDurationBucket(duration);
    durations.set(bucket, (durations.get(bucket) ?? 0) + 1);
  }
  const newest = Math.max(summary.to.getTime(), ...rows.map(({ time }) => time.getTime()));
  return {
    ...summary,
    calls: summary.calls + rows.length,
    to: new Date(newest),
    durations: [...durations],
    p50: findPercentile(durations, 0.5),
    p95: findPercentile(durations, 0.95),
    bars: addToBars(summary, rows, newest),
  };
}

/** Extends the histogram up to the newest row. */
function addToBars({ bars, barWidth }: LogSummary, rows: readonly LogRow[], newest: number): Bar[] {
  const first = bars[0]?.start.getTime();
  if (first === undefined) return bars;
  const indexOf = (time: number) => Math.floor((time - first) / barWidth);
  const added = bars.map((bar) => ({ ...bar }));
  for (let index = bars.length; index <= indexOf(newest); index += 1)
    added.push({ start: new Date(first + index * barWidth), ok: 0, clientError: 0, serverError: 0 });
  for (const { time, status } of rows) {
    const bar = added[Math.max(0, indexOf(time.getTime()))];
    if (bar) bar[outcomeOf(status)] += 1;
  }
  return added;
}

function outcomeOf(status: number): Exclude<keyof Bar, "start"> {
  if (status < 400) return "ok";
  return status < 500 ? "clientError" : "serverError";
}

/** Adds the errors among these rows. The most frequent group comes first. */
export function addToErrors(groups: ErrorGroup[], rows: readonly LogRow[]): ErrorGroup[] {
  const errors = rows.filter(({ status }) => status >= 400);
  if (errors.length === 0) return groups;
  const byKey = new Map(groups.map((group) => [toErrorGroupKey(group), group]));
  for (const row of errors) {
    const { id, time, path, status, method, route, errorCode } = row;
    const group = { errorCode: errorCode ?? "", status, method, route };
    const existing = byKey.get(toErrorGroupKey(group));
    const isNewest = !existing || id > existing.lastId;
    byKey.set(toErrorGroupKey(group), {
      ...group,
      calls: (existing?.calls ?? 0) + 1,
      ...(isNewest
        ? { lastId: id, lastPath: path, lastAt: time }
        : { lastId: existing.lastId, lastPath: existing.lastPath, lastAt: existing.lastAt }),
    });
  }
  return [...byKey.values()].sort((a, b) => b.calls - a.calls || (a.lastId < b.lastId ? 1 : -1));
}

export function toErrorGroupKey({
  errorCode,
  status,
  method,
  route,
}: Pick<ErrorGroup, "errorCode" | "status" | "method" | "route">) {
  return [errorCode, status, method, route].join(" ");
}
