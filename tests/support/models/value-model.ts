import type { ValueTest } from "@/lib/computations/schema/operators";
import type { CalendarPeriod, Window } from "@/lib/computations/schema/window";
import { normalizeDate } from "@/lib/timestamp";
import { addDays, addMonths, type LocalCalendar, mondayOf } from "./local-calendar";

const hour = 60 * 60_000;

/** Whether the test holds for a value, which may be missing or of any type. */
export function holdsFor(value: unknown, test: ValueTest, now: number, calendar: LocalCalendar): boolean {
  if (value === undefined || value === null) return false;
  switch (test.operator) {
    case "isKnown":
      return true;
    case "is":
      return typeof value === "string" && fold(value) === fold(test.value);
    case "isAnyOf":
      return typeof value === "string" && test.values.map(fold).includes(fold(value));
    case "contains":
      return typeof value === "string" && fold(value).includes(fold(test.value));
    case "startsWith":
      return typeof value === "string" && fold(value).startsWith(fold(test.value));
    case "endsWith":
      return typeof value === "string" && fold(value).endsWith(fold(test.value));
    case "equals":
      return typeof value === "number" && value === test.value;
    case "lessThan":
      return typeof value === "number" && value < test.value;
    case "atMost":
      return typeof value === "number" && value <= test.value;
    case "greaterThan":
      return typeof value === "number" && value > test.value;
    case "atLeast":
      return typeof value === "number" && value >= test.value;
    case "between":
      return typeof value === "number" && value >= test.min && value <= test.max;
    case "isTrue":
      return value === true;
    case "isFalse":
      return value === false;
    case "hasAnyOf":
      return Array.isArray(value) && test.values.some((one) => value.map(fold).includes(fold(one)));
    case "hasAllOf":
      return Array.isArray(value) && test.values.every((one) => value.map(fold).includes(fold(one)));
    case "isEmpty":
      return Array.isArray(value) && value.length === 0;
    default:
      return holdsForDate(value, test, now, calendar);
  }
}

/** Compares calendar days. Only with a time in the operand, "before" and "after" compare instants. */
function holdsForDate(value: unknown, test: ValueTest, now: number, calendar: LocalCalendar): boolean {
  const at = toInstant(value, calendar);
  if (at === undefined) return false;
  const [date, today] = [calendar.dateOf(at), calendar.dateOf(now)];
  switch (test.operator) {
    case "before":
      return isDay(test.value) ? date < test.value : at < Date.parse(test.value);
    case "after":
      return isDay(test.value) ? date > test.value : at > Date.parse(test.value);
    case "on":
      return date === (isDay(test.value) ? test.value : calendar.dateOf(Date.parse(test.value)));
    case "inLastDays":
      return date > addDays(today, -test.days) && date <= today;
    case "inNextDays":
      return date >= today && date < addDays(today, test.days);
    case "moreThanDaysAgo":
      return date < addDays(today, -test.days);
    case "moreThanDaysAhead":
      return date > addDays(today, test.days);
    default:
      throw new Error(`Unknown operator ${test.operator}`);
  }
}

/** Undefined for what is not a date. A day without a time is its first instant. */
export function toInstant(value: unknown, calendar: LocalCalendar): number | undefined {
  const date = typeof value === "string" ? normalizeDate(value) : undefined;
  if (date === undefined) return undefined;
  return isDay(date) ? calendar.startOf(date) : Date.parse(date);
}

function isDay(text: string): boolean {
  return text.length === "2026-11-24".length;
}

function fold(text: string): string {
  return text.toLowerCase();
}

/** The instants from `from` until before `to`. */
export function rangeOf(window: Window, now: number, calendar: LocalCalendar): { from: number; to: number } {
  const today = calendar.dateOf(now);
  switch (window.range) {
    case "ever":
      return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    case "lastDays":
      return { from: calendar.startOfDay(now, 1 - window.days), to: Number.POSITIVE_INFINITY };
    case "lastHours":
      return { from: now - window.hours * hour, to: Number.POSITIVE_INFINITY };
    case "daysAgo":
      return { from: calendar.startOfDay(now, -window.from), to: calendar.startOfDay(now, 1 - window.to) };
    case "between":
      return {
        from: toInstant(window.from, calendar) ?? Number.NaN,
        to: toInstant(window.to, calendar) ?? Number.NaN,
      };
    case "period": {
      const { from, to } = datesOf(window.period, today);
      return { from: calendar.startOf(from), to: calendar.startOf(to) };
    }
  }
}

/** The first date of the period and of the next one. */
function datesOf(period: CalendarPeriod, today: string): { from: string; to: string } {
  const shift = period.startsWith("last") || period === "yesterday" ? -1 : 0;
  const unit = period === "yesterday" ? "Today" : period.replace(/^(last|this)/, "");
  if (unit === "Week") {
    const monday = addDays(mondayOf(today), 7 * shift);
    return { from: monday, to: addDays(monday, 7) };
  }
  const months = { Month: 1, Quarter: 3, Year: 12 }[unit];
  if (months === undefined) return { from: addDays(today, shift), to: addDays(today, shift + 1) };
  const month = Number(today.slice(5, 7)) - 1;
  const first = addMonths(`${today.slice(0, 7)}-01`, -(month % months) + shift * months);
  return { from: first, to: addMonths(first, months) };
}
