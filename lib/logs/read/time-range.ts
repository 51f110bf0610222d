import { type LogFilter, timeRanges } from "@/lib/logs/schema";
import { day, hour } from "@/lib/time";

/** From `from` on, and before `until`. */
export type TimeRange = { from: Date; until: Date };

/** A part of a time range: whole days or hours (UTC), which have roll-ups, or, with 0 hours, single calls. */
export type TimeSlice = TimeRange & { hours: 0 | 1 | 24 };

/** The time range of a filter. An open end lies after now: another process may have a faster clock. */
export function resolveTimeRange({ range, from, to }: LogFilter, retentionStart: Date, now: Date): TimeRange {
  const openEnd = (Math.floor(now.getTime() / day) + 2) * day;
  const min = retentionStart.getTime();
  const until = Math.max(min, Math.min(to?.getTime() ?? openEnd, openEnd));
  const rangeStart = range && !from && !to ? now.getTime() - timeRanges[range].milliseconds : min;
  const start = Math.min(until, Math.max(min, from?.getTime() ?? rangeStart));
  return { from: new Date(start), until: new Date(until) };
}

/** Cuts a time range into whole days, whole hours before and after them, and the rest at both ends. */
export function splitTimeRange(
  { from, until }: TimeRange,
  sizes: readonly (24 | 1)[] = [24, 1],
): TimeSlice[] {
  if (from >= until) return [];
  const [hours, ...smallerSizes] = sizes;
  if (!hours) return [{ hours: 0, from, until }];
  const size = hours * hour;
  const first = new Date(Math.ceil(from.getTime() / size) * size);
  const last = new Date(Math.floor(until.getTime() / size) * size);
  if (first >= last) return splitTimeRange({ from, until }, smallerSizes);
  return [
    ...splitTimeRange({ from, until: first }, smallerSizes),
    { hours, from: first, until: last },
    ...splitTimeRange({ from: last, until }, smallerSizes),
  ];
}
