import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { isFiltered } from "@/lib/logs/read/dimension-filter";
import { type Span, splitSpan } from "@/lib/logs/read/time-range";
import { selectCounts } from "@/lib/logs/rollup/select-rollups";
import type { Bar, LogFilter } from "@/lib/logs/schema";
import { day, hour, minute } from "@/lib/time";

/** How wide bars are in a histogram of so many milliseconds: the first that are few enough to be seen. */
const widths = [
  [hour, minute],
  [6 * hour, 5 * minute],
  [3 * day, hour],
  [14 * day, 6 * hour],
  [Number.POSITIVE_INFINITY, day],
] as const;

export function barWidthOf(milliseconds: number): number {
  return widths.find(([longest]) => milliseconds <= longest)?.[1] ?? day;
}

/** Bars from the one that `from` is in to the one that `lastMoment` is in, at whole multiples of their width (UTC). */
export function emptyBars(from: Date, lastMoment: Date, width: number): Bar[] {
  const bars: Bar[] = [];
  for (let start = floor(from, width); start <= lastMoment.getTime(); start += width)
    bars.push({ start: new Date(start), ok: 0, clientError: 0, serverError: 0 });
  return bars;
}

/** Counts a filter's calls into bars, and by how long they took. What lies past the last bar counts into it. */
export async function fillBars(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  span: Span,
  width: number,
  bars: readonly Bar[],
): Promise<{ callsByStep: Map<number, number> }> {
  const callsByStep = new Map<number, number>();
  const pieces = splitSpan(span, width < hour ? [] : width < day ? [1] : [24, 1]);
  if (pieces.length === 0) return { callsByStep };
  const values: unknown[] = [workspaceId];
  const marks = width < hour ? bars.map(({ start }) => start) : undefined;
  type Count = { start: Date; class: number; step: null } | { start: null; class: null; step: number };
  const { rows } = await pool.query<Count & { calls: number }>({
    // Without a name: planned for values that it does not know, it would compare each count with each kind.
    text: `
      SELECT c."start", k."status" / 100 AS "class", c."step", sum(c."calls")::int AS "calls"
      FROM (${selectCounts(pieces, values, marks)}) AS c
      JOIN "RequestKind" k ON k."workspaceId" = $1 AND k."id" = c."kindId"
      WHERE ${isFiltered(filter, values)}
      GROUP BY GROUPING SETS ((c."start", k."status" / 100), (c."step"))`,
    values,
  });
  for (const { start, class: statusClass, step, calls } of rows) {
    if (step !== null) callsByStep.set(step, calls);
    else addToBar(bars, start, width, partOf(statusClass), calls);
  }
  return { callsByStep };
}

function addToBar(bars: readonly Bar[], time: Date, width: number, part: BarPart, calls: number): void {
  const [first] = bars;
  if (!first) return;
  const index = Math.floor((time.getTime() - first.start.getTime()) / width);
  const bar = bars[Math.min(index, bars.length - 1)];
  if (bar) bar[part] += calls;
}

type BarPart = Exclude<keyof Bar, "start">;

/** The part of a bar that calls with statuses of this class (2 for 2xx) count into. */
export function partOf(statusClass: number): BarPart {
  if (statusClass < 4) return "ok";
  return statusClass === 4 ? "clientError" : "serverError";
}

function floor(time: Date, width: number): number {
  return Math.floor(time.getTime() / width) * width;
}
