import { day } from "@/lib/time";

/** Offsets do not change before this time. `Date.UTC` and Intl.DateTimeFormat read and show early years differently. */
const firstChange = Date.UTC(1800, 0, 1);

/** Converts an instant to the time zone's local date and time, as `Date.UTC` milliseconds of these. */
export function toWallClock(time: number, timeZone: string): number {
  if (time < firstChange) return time + toWallClock(firstChange, timeZone) - firstChange;
  const part: Record<string, number> = {};
  for (const { type, value } of getFormat(timeZone).formatToParts(time)) part[type] = Number(value);
  const { year = 0, month = 1, day: date, hour, minute, second } = part;
  return Date.UTC(year, month - 1, date, hour, minute, second) + (time % 1000);
}

/** Finds the instants with this local time: two when the clock is set back over it, none when it is set forward. */
export function findInstants(wallClock: number, timeZone: string): number[] {
  const offsets = [wallClock - day, wallClock + day].map((time) => toWallClock(time, timeZone) - time);
  return [...new Set(offsets)]
    .map((offset) => wallClock - offset)
    .filter((time) => toWallClock(time, timeZone) === wallClock)
    .sort((a, b) => a - b);
}

/** Finds the first instant with this local time, or with the next one if the clock skips it. */
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
