import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { TimeRange } from "@/lib/logs/read/time-range";
import type { Bar, LogFilter } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day, hour, minute } from "@/lib/time";

/** The width of bars by the length of the histogram, both in milliseconds. */
const widths = [
  [hour, minute],
  [6 * hour, 5 * minute],
  [3 * day, hour],
  [14 * day, 6 * hour],
  [Number.POSITIVE_INFINITY, day],
] as const;

export function toBarWidth(milliseconds: number): number {
  return widths.find(([maxLength]) => milliseconds <= maxLength)?.[1] ?? day;
}

/** Empty bars from the one that contains `from` to the one that contains `lastMoment`, at multiples of their width (UTC). */
export function createBars(from: Date, lastMoment: Date, width: number): Bar[] {
  const bars: Bar[] = [];
  const firstStart = Math.floor(from.getTime() / width) * width;
  for (let start = firstStart; start <= lastMoment.getTime(); start += width)
    bars.push({ start: new Date(start), ok: 0, clientError: 0, serverError: 0 });
  return bars;
}

/** Adds the calls of a filter to the bars, later ones to the last bar. Returns the calls by duration bucket. */
export async function countCallsIntoBars(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  timeRange: TimeRange,
  width: number,
  bars: readonly Bar[],
): Promise<Map<number, number>> {
  const starts = bars.map(({ start }) => start);
  const counts = await logStore.countIntoBars(workspaceId, filter, timeRange, { width, starts });
  for (const { bucketStart, class: statusClass, calls } of counts.bars)
    addToBar(bars, bucketStart, width, toOutcome(statusClass), calls);
  return new Map(counts.durations.map(({ durationBucket, calls }) => [durationBucket, calls]));
}

function addToBar(bars: readonly Bar[], time: Date, width: number, outcome: Outcome, calls: number): void {
  const [first] = bars;
  if (!first) return;
  const index = Math.floor((time.getTime() - first.start.getTime()) / width);
  const bar = bars[Math.min(index, bars.length - 1)];
  if (bar) bar[outcome] += calls;
}

type Outcome = Exclude<keyof Bar, "start">;

/** The outcome of a status class: 2 for 2xx. */
export function toOutcome(statusClass: number): Outcome {
  if (statusClass < 4) return "ok";
  return statusClass === 4 ? "clientError" : "serverError";
}
