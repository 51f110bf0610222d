import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { dimensionCondition } from "@/lib/logs/read/dimension-filter";
import { splitTimeRange, type TimeRange } from "@/lib/logs/read/time-range";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
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

export function toBarWidth(milliseconds: number): number {
  return widths.find(([longest]) => milliseconds <= longest)?.[1] ?? day;
}

/** Bars from the one that `from` is in to the one that `lastMoment` is in, at whole multiples of their width (UTC). */
export function createBars(from: Date, lastMoment: Date, width: number): Bar[] {
  const bars: Bar[] = [];
  for (let start = floor(from, width); start <= lastMoment.getTime(); start += width)
    bars.push({ start: new Date(start), ok: 0, clientError: 0, serverError: 0 });
  return bars;
}

/** Counts a filter's calls into bars, and by how long they took. What lies past the last bar counts into it. */
export async function countIntoBars(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  span: TimeRange,
  width: number,
  bars: readonly Bar[],
): Promise<{ callsByBucket: Map<number, number> }> {
  const callsByBucket = new Map<number, number>();
  const pieces = splitTimeRange(span, width < hour ? [] : width < day ? [1] : [24, 1]);
  if (pieces.length === 0) return { callsByBucket };
  const values: unknown[] = [workspaceId];
  const bucketStarts = width < hour ? bars.map(({ start }) => start) : undefined;
  type Count =
    | { bucketStart: Date; class: number; durationBucket: null }
    | { bucketStart: null; class: null; durationBucket: number };
  const { rows } = await pool.query<Count & { calls: number }>({
    // Without a name: planned for values that it does not know, it would compare each count with each dimension.
    text: `
      SELECT c."bucketStart", d."status" / 100 AS "class", c."durationBucket", sum(c."calls")::int AS "calls"
      FROM (${callCountsSql(pieces, values, bucketStarts)}) AS c
      JOIN "RequestDimension" d ON d."workspaceId" = $1 AND d."id" = c."dimensionId"
      WHERE ${dimensionCondition(filter, values)}
      GROUP BY GROUPING SETS ((c."bucketStart", d."status" / 100), (c."durationBucket"))`,
    values,
  });
  for (const { bucketStart, class: statusClass, durationBucket, calls } of rows) {
    if (durationBucket !== null) callsByBucket.set(durationBucket, calls);
    else addToBar(bars, bucketStart, width, toOutcome(statusClass), calls);
  }
  return { callsByBucket };
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
export function toOutcome(statusClass: number): BarPart {
  if (statusClass < 4) return "ok";
  return statusClass === 4 ? "clientError" : "serverError";
}

function floor(time: Date, width: number): number {
  return Math.floor(time.getTime() / width) * width;
}
