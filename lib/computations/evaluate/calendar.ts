import { day } from "@/lib/time";
import { findFirstInstant, toWallClock } from "@/lib/wall-clock";

/** The days of a time zone, numbered from 1970-01-01. Days have 23 to 25 hours where clocks change. */
export class Calendar {
  private readonly starts = new Map<number, number>();

  constructor(readonly timeZone: string) {}

  dayOf(time: number): number {
    let number = Math.floor(time / day);
    while (this.startOf(number) > time) number -= 1;
    while (this.startOf(number + 1) <= time) number += 1;
    return number;
  }

  /** The first instant of a day. */
  startOf(number: number): number {
    let start = this.starts.get(number);
    if (start === undefined) {
      if (this.starts.size > maxCached) this.starts.clear();
      start = findFirstInstant(number * day, this.timeZone);
      this.starts.set(number, start);
    }
    return start;
  }

  /** The local date and time, as `Date.UTC` milliseconds of these. */
  toLocal(time: number): number {
    return toWallClock(time, this.timeZone);
  }
}

/** More than twenty years of days. */
const maxCached = 10_000;

const calendars = new Map<string, Calendar>();

export function getCalendar(timeZone: string): Calendar {
  let calendar = calendars.get(timeZone);
  if (!calendar) {
    calendar = new Calendar(timeZone);
    calendars.set(timeZone, calendar);
  }
  return calendar;
}
