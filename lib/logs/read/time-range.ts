import { type LogFilter, timeRanges } from "@/lib/logs/schema";
import { day, hour } from "@/lib/time";

/** From this moment on, and before that one. */
export type TimeRange = { from: Date; until: Date };

/** What is counted together: days and hours (UTC) by `RequestRollup`; 0 hours: the calls themselves. */
export type TimeSlice = TimeRange & { hours: 0 | 1 | 24 };

/** What a filter's range comes to. Without an end it goes on past now: a clock somewhere may be ahead of this one. */
export function toTimeRange({ range, from, to }: LogFilter, oldestKept: Date, now: Date): TimeRange {
  const open = (Math.floor(now.getTime() / day) + 2) * day;
  const oldest = oldestKept.getTime();
  const until = Math.max(oldest, Math.min(to?.getTime() ?? open, open));
  const named = range && !from && !to ? now.getTime() - timeRanges[range].milliseconds : oldest;
  const start = Math.min(until, Math.max(oldest, from?.getTime() ?? named));
  return { from: new Date(start), until: new Date(until) };
}

/** Cuts a span into whole days, whole hours before and after them, and what is left at both ends. */
export function splitTimeRange(
  { from, until }: TimeRange,
  sizes: readonly (24 | 1)[] = [24, 1],
): TimeSlice[] {
  if (from >= until) return [];
  const [hours, ...smaller] = sizes;
  if (!hours) return [{ hours: 0, from, until }];
  const size = hours * hour;
  const first = new Date(Math.ceil(from.getTime() / size) * size);
  const last = new Date(Math.floor(until.getTime() / size) * size);
  if (first >= last) return splitTimeRange({ from, until }, smaller);
  return [
    ...splitTimeRange({ from, until: first }, smaller),
    { hours, from: first, until: last },
    ...splitTimeRange({ from: last, until }, smaller),
  ];
}
