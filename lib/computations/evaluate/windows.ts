import type { CalendarPeriod, Window } from "@/lib/computations/schema/window";
import { day, hour } from "@/lib/time";
import type { Calendar } from "./calendar";

/** A window at one `now`. All times in milliseconds. */
export type ResolvedWindow = {
  /** Half-open: from ≤ time < to. An event in the future does not count yet, so `to` is at most now + 1. */
  from: number;
  to: number;
  /** When an event that is within the window leaves it. */
  exitOf: (time: number) => number;
  /** When an event at or after `to` enters the window. */
  entryOf: (time: number) => number;
};

const never = () => Number.POSITIVE_INFINITY;

export function resolveWindow(window: Window, now: number, calendar: Calendar): ResolvedWindow {
  const end = now + 1;
  const today = calendar.dayOf(now);
  const asSoonAsItHappens = (time: number) => time;
  switch (window.range) {
    case "ever":
      return { from: Number.NEGATIVE_INFINITY, to: end, exitOf: never, entryOf: asSoonAsItHappens };
    case "lastHours": {
      const length = window.hours * hour;
      return { from: now - length, to: end, exitOf: (time) => time + length + 1, entryOf: asSoonAsItHappens };
    }
    case "lastDays":
      return {
        from: calendar.startOf(today - window.days + 1),
        to: end,
        exitOf: (time) => calendar.startOf(calendar.dayOf(time) + window.days),
        entryOf: asSoonAsItHappens,
      };
    case "daysAgo":
      return {
        from: calendar.startOf(today - window.from),
        to: Math.min(end, calendar.startOf(today - window.to + 1)),
        exitOf: (time) => calendar.startOf(calendar.dayOf(time) + window.from + 1),
        entryOf: (time) => Math.max(time, calendar.startOf(calendar.dayOf(time) + window.to)),
      };
    case "period": {
      const { first, next, change } = findPeriod(window.period, today);
      const [start, after, boundary] = [first, next, change].map((number) => calendar.startOf(number));
      return {
        from: start as number,
        to: Math.min(end, after as number),
        exitOf: () => boundary as number,
        entryOf: (time) => (time < (after as number) ? time : (boundary as number)),
      };
    }
    case "between": {
      const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
      return {
        from,
        to: Math.min(end, to),
        exitOf: never,
        entryOf: (time) => (time < to ? time : Number.POSITIVE_INFINITY),
      };
    }
  }
}

/** The first day of the period, the first day after it, and the day when the next period takes its place. */
function findPeriod(period: CalendarPeriod, today: number): { first: number; next: number; change: number } {
  const date = new Date(today * day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const monthAt = (offset: number) => Date.UTC(year, month + offset, 1) / day;
  const quarterAt = (offset: number) => Date.UTC(year, month - (month % 3) + 3 * offset, 1) / day;
  const yearAt = (offset: number) => Date.UTC(year + offset, 0, 1) / day;
  // Day 4 was a Monday.
  const weekAt = (offset: number) => today - ((((today - 4) % 7) + 7) % 7) + 7 * offset;
  const dayAt = (offset: number) => today + offset;
  const current = (at: (offset: number) => number) => ({ first: at(0), next: at(1), change: at(1) });
  const previous = (at: (offset: number) => number) => ({ first: at(-1), next: at(0), change: at(1) });
  switch (period) {
    case "today":
      return current(dayAt);
    case "yesterday":
      return previous(dayAt);
    case "thisWeek":
      return current(weekAt);
    case "lastWeek":
      return previous(weekAt);
    case "thisMonth":
      return current(monthAt);
    case "lastMonth":
      return previous(monthAt);
    case "thisQuarter":
      return current(quarterAt);
    case "lastQuarter":
      return previous(quarterAt);
    case "thisYear":
      return current(yearAt);
    case "lastYear":
      return previous(yearAt);
  }
}
