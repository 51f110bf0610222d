import { type LogFilter, type TimeRangeName, timeRanges } from "@/lib/logs/schema";
import { day, minute } from "@/lib/time";
import { findFirstInstant, findInstants, toWallClock } from "@/lib/wall-clock";

/** The ranges that show less than all that is kept. */
export function listPresets(retentionDays: number): TimeRangeName[] {
  const names = Object.keys(timeRanges) as TimeRangeName[];
  return names.filter((name) => timeRanges[name].milliseconds < retentionDays * day);
}

/** The time that a filter names, in a word or two: "Last hour", "Nov 12, 14:00 – 15:00". */
export function describeTimeRange(
  { range, from, to }: LogFilter,
  retentionDays: number,
  timeZone: string,
): string {
  if (from && to) return formatTimeRange({ from, to }, timeZone);
  if (from) return `Since ${formatTimeRange({ from, to: from }, timeZone)}`;
  if (to) return `Until ${formatTimeRange({ from: to, to }, timeZone)}`;
  return range ? timeRanges[range].label : `Last ${retentionDays} days`;
}

/** "Nov 12, 14:00 – 15:00", with seconds or the zone where a reader could not tell both ends apart without them. */
export function formatTimeRange({ from, to }: { from: Date; to: Date }, timeZone: string): string {
  const isShifted = offsetAt(from, timeZone) !== offsetAt(to, timeZone);
  const format = new Intl.DateTimeFormat("en", {
    ...withMinutes,
    ...(hasSeconds(from) || hasSeconds(to) ? { second: "2-digit" } : {}),
    ...(isShifted ? { timeZoneName: "short" } : {}),
    timeZone,
  });
  // formatRange takes two times with one clock face, an hour apart, for a single time.
  const text = isShifted ? `${format.format(from)} – ${format.format(to)}` : format.formatRange(from, to);
  // Node.js and browsers differ in the kinds of spaces that they put around the dash.
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

/** As a field of the type datetime-local has it: the reader's own time, to the second where it has seconds. */
export function toInputTime(time: Date, timeZone: string): string {
  const text = new Date(toWallClock(time.getTime(), timeZone)).toISOString();
  return text.slice(0, hasSeconds(time) ? 19 : 16);
}

type End = "from" | "to";

/**
 * What a field holds as an instant. Where the clock shows that time twice, a range begins at the first and ends at the
 * second, so that it has all calls of that hour.
 */
export function parseInputTime(text: string, timeZone: string, end: End): Date {
  const wallClock = Date.parse(`${text}Z`);
  const instants = findInstants(wallClock, timeZone);
  const time = end === "to" ? instants.at(-1) : instants[0];
  return new Date(time ?? findFirstInstant(wallClock, timeZone));
}

type TimeRange = Pick<LogFilter, End>;

/** The period in two fields. A field that was not edited keeps its exact time, which the field may not be able to show. */
export function parseInputRange(
  fields: Record<End, string>,
  current: TimeRange,
  timeZone: string,
): TimeRange {
  const read = (end: End) => {
    const [text, time] = [fields[end], current[end]];
    if (!text) return undefined;
    return time && toInputTime(time, timeZone) === text ? time : parseInputTime(text, timeZone, end);
  };
  return { from: read("from"), to: read("to") };
}
