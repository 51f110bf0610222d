import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { selectCounts } from "@/lib/logs/counts";
import type { KnownKind } from "@/lib/logs/kind-filter";
import { type Span, splitSpan } from "@/lib/logs/range";
import type { Bar } from "@/lib/logs/schema";
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

/** Counts calls of these kinds into bars. What lies past the last one counts into it. */
export async function fillBars(
  workspaceId: WorkspaceId,
  kinds: readonly KnownKind[],
  span: Span,
  width: number,
  bars: readonly Bar[],
): Promise<void> {
  const pieces = splitSpan(span, width < hour ? [] : width < day ? [1] : [24, 1]);
  const [first] = bars;
  if (!first || kinds.length === 0 || pieces.length === 0) return;
  const values: unknown[] = [workspaceId, kinds.map(({ id }) => id), kinds.map(({ status }) => status)];
  const marks = width < hour ? bars.map(({ start }) => start) : undefined;
  const { rows } = await pool.query<{ start: Date; class: number; calls: number }>({
    // Without a name: planned for values that it does not know, it would compare each count with each kind.
    text: `
      SELECT c."start", k."status" / 100 AS "class", sum(c."calls")::int AS "calls"
      FROM (${selectCounts(pieces, values, marks)}) AS c
      JOIN unnest($2::int[], $3::int[]) AS k("id", "status") ON k."id" = c."kindId"
      GROUP BY 1, 2`,
    values,
  });
  for (const { start, class: statusClass, calls } of rows) {
    const index = Math.floor((start.getTime() - first.start.getTime()) / width);
    const bar = bars[Math.min(index, bars.length - 1)];
    if (bar) bar[partOf(statusClass)] += calls;
  }
}

/** The part of a bar that calls with statuses of this class (2 for 2xx) count into. */
export function partOf(statusClass: number): Exclude<keyof Bar, "start"> {
  if (statusClass < 4) return "ok";
  return statusClass === 4 ? "clientError" : "serverError";
}

function floor(time: Date, width: number): number {
  return Math.floor(time.getTime() / width) * width;
}
