const quarter = 15 * 60_000;
const day = 24 * 60 * 60_000;

/**
 * The calendar days of a time zone, found by formatting one instant after another. Slow, and independent of
 * lib/wall-clock.ts, with which tests compare it.
 */
export class LocalCalendar {
  private readonly format: Intl.DateTimeFormat;
  private readonly starts = new Map<string, number>();

  constructor(timeZone: string) {
    // Swedish dates are in ISO 8601.
    this.format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  }

  /** Example: "2026-11-24". */
  dateOf(instant: number): string {
    return this.format.format(instant);
  }

  /** The first instant of the date, or of the next one if the zone skips the date. */
  startOf(date: string): number {
    const known = this.starts.get(date);
    if (known !== undefined) return known;
    let instant = Date.parse(date) - day;
    while (this.dateOf(instant) < date) instant += quarter;
    let [before, after] = [instant - quarter, instant];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.dateOf(middle) < date) before = middle;
      else after = middle;
    }
    this.starts.set(date, after);
    return after;
  }

  /** The start of the day that is this many days after the day of the instant. */
  startOfDay(instant: number, days = 0): number {
    return this.startOf(addDays(this.dateOf(instant), days));
  }
}

export function addDays(date: string, days: number): string {
  return toDate(new Date(Date.parse(date) + days * day));
}

export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split("-").map(Number);
  return toDate(new Date(Date.UTC(year, month - 1 + months, 1)));
}

/** The Monday of the date's week. */
export function mondayOf(date: string): string {
  let monday = date;
  while (new Date(monday).getUTCDay() !== 1) monday = addDays(monday, -1);
  return monday;
}

export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / day;
}

function toDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const calendars = new Map<string, LocalCalendar>();

export function findCalendar(timeZone: string): LocalCalendar {
  const calendar = calendars.get(timeZone) ?? new LocalCalendar(timeZone);
  calendars.set(timeZone, calendar);
  return calendar;
}
