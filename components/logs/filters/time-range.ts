import { type LogFilter, type TimeRangeName, timeRanges } from "@/lib/logs/schema";
import { day, minute } from "@/lib/time";
import { findFirstInstant, findInstants, toWallClock } from "@/lib/wall-clock";

/** The ranges shorter than the retention; all without one. */
export function listPresets(retentionDays: number | null): TimeRangeName[] {
  const names = Object.keys(timeRanges) as TimeRangeName[];
  if (retentionDays === null) return names;
  return names.filter((name) => timeRanges[name].milliseconds < retentionDays * day);
}

/** The time range of a filter: "Last hour", "Nov 12, 14:00 – 15:00". */
export function describeTimeRange(
  { range, from, to }: Pick<LogFilter, "range" | End>,
  retentionDays: number | null,
  timeZone: string,
): string {
  if (from && to) return formatTimeRange({ from, to }, timeZone);
  if (from) return `Since ${formatTimeRange({ from, to: from }, timeZone)}`;
  if (to) return `Until ${formatTimeRange({ from: to, to }, timeZone)}`;
  if (range) return timeRanges[range].label;
  return retentionDays === null ? "All time" : `Last ${retentionDays} days`;
}

/** "Nov 12, 14:00 – 15:00". Adds seconds and the time zone if both ends would otherwise look ambiguous. */
export function formatTimeRange({ from, to }: { from: Date; to: Date }, timeZone: string): string {
  const isAcrossClockChange = offsetAt(from, timeZone) !== offsetAt(to, timeZone);
  const format = new Intl.DateTimeFormat("en", {
    ...withMinutes,
    ...(hasSeconds(from) || hasSeconds(to) ? { second: "2-digit" } : {}),
    ...(isAcrossClockChange ? { timeZoneName: "short" } : {}),
    timeZone,
  });
  // Across a clock change, formatRange merges two different instants with one wall-clock time.
  const text = isAcrossClockChange
    ? `${format.format(from)} – ${format.format(to)}`
    : format.formatRange(from, to);
  // Node.js and browsers use different spaces around the dash.
  return text.replace(/\s/gu, " ");
}

const withMinutes = {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} satisfies Intl.DateTimeFormatOptions;

function hasSeconds(time: Date): boolean {
  return time.getTime() % minute !== 0;
}

function offsetAt(time: Date, timeZone: string): number {
  return toWallClock(time.getTime(), timeZone) - time.getTime();
}

/** The value of an input of type datetime-local, in the reader's time zone. */
export function toInputTime(time: Date, timeZone: string): string {
  const text = new Date(toWallClock(time.getTime(), timeZone)).toISOString();
  return text.slice(0, hasSeconds(time) ? 19 : 16);
}

type End = "from" | "to";

/**
 * Parses the value of an input of type datetime-local. Where the clock shows a time twice, a range starts at the first
 * and ends at the second, so that it includes the whole hour.
 */
export function parseInputTime(text: string, timeZone: string, end: End): Date {
  const wallClock = Date.parse(`${text}Z`);
  const instants = findInstants(wallClock, timeZone);
  const time = end === "to" ? instants.at(-1) : instants[0];
  return new Date(time ?? findFirstInstant(wallClock, timeZone));
}

type TimeRange = Pick<LogFilter, End>;

/** An unedited input keeps its exact time: the input drops milliseconds. */
export function parseInputRange(
  inputs: Record<End, string>,
  current: TimeRange,
  timeZone: string,
): TimeRange {
  const read = (end: End) => {
    const [text, time] = [inputs[end], current[end]];
    if (!text) return undefined;
    return time && toInputTime(time, timeZone) === text ? time : parseInputTime(text, timeZone, end);
  };
  return { from: read("from"), to: read("to") };
}
