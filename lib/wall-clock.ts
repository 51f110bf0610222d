import { day } from "@/lib/time";

/** A time zone's clock face at an instant, as milliseconds: `Date.UTC` of the date and time that it shows. */
export function toWallClock(time: number, timeZone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of getFormat(timeZone).formatToParts(time)) part[type] = Number(value);
  const { year = 0, month = 1, day: date, hour, minute, second } = part;
  return Date.UTC(year, month - 1, date, hour, minute, second) + (time % 1000);
}

/**
 * The instants at which the clock shows this: two where it is set back over that time, none where it is set forward
 * over it.
 */
export function findInstants(wallClock: number, timeZone: string): number[] {
  const offsets = [wallClock - day, wallClock + day].map((time) => toWallClock(time, timeZone) - time);
  return [...new Set(offsets)]
    .map((offset) => wallClock - offset)
    .filter((time) => toWallClock(time, timeZone) === wallClock)
    .sort((a, b) => a - b);
}

/** The first instant at which the clock shows this time or, where it skips the time, a later one. */
export function findFirstInstant(wallClock: number, timeZone: string): number {
  const [first] = findInstants(wallClock, timeZone);
  if (first !== undefined) return first;
  const before = wallClock - day;
  return wallClock - (toWallClock(before, timeZone) - before);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function getFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}
