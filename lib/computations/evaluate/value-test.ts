import type { ValueTest } from "@/lib/computations/schema/operators";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { day as dayLength } from "@/lib/time";
import { normalizeDate } from "@/lib/timestamp";
import type { Calendar } from "./calendar";

export type Clock = { now: number; calendar: Calendar };
export type TestResult = { holds: boolean; changesAt: number };

/**
 * Tests a value. False for an unknown value and for one of another type. Text is compared without regard to case.
 *
 * Tests of dates compare calendar days of the workspace's time zone, so they hold from midnight to midnight: "in the last
 * 7 days" is today and the 6 days before, "in the next 7 days" is today and the 6 days after. Only "before" and "after"
 * compare instants, where the value of the condition has a time. A stored date without a time is that day.
 */
export function testValue(value: PropertyValue | undefined, test: ValueTest, clock: Clock): TestResult {
  if (isDateTest(test)) {
    const date = typeof value === "string" ? parseDate(value, clock.calendar) : undefined;
    return date ? testDate(date, test, clock) : fixed(false);
  }
  return fixed(value !== undefined && testFixed(value, test));
}

const dateOperators = {
  before: true,
  after: true,
  on: true,
  inLastDays: true,
  inNextDays: true,
  moreThanDaysAgo: true,
  moreThanDaysAhead: true,
};
type DateTest = Extract<ValueTest, { operator: keyof typeof dateOperators }>;

function isDateTest(test: ValueTest): test is DateTest {
  return Object.hasOwn(dateOperators, test.operator);
}

/** Whether the test compares a date with today. */
export function isRelativeTest({ operator }: ValueTest): boolean {
  return /^(inLast|inNext|moreThan)Days/.test(operator);
}

function fixed(holds: boolean): TestResult {
  return { holds, changesAt: Number.POSITIVE_INFINITY };
}

function testFixed(value: PropertyValue, test: Exclude<ValueTest, DateTest>): boolean {
  switch (test.operator) {
    case "isKnown":
      return true;
    case "is":
      return typeof value === "string" && fold(value) === fold(test.value);
    case "isAnyOf":
      return typeof value === "string" && test.values.some((wanted) => fold(wanted) === fold(value));
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
      return Array.isArray(value) && test.values.some((wanted) => hasItem(value, wanted));
    case "hasAllOf":
      return Array.isArray(value) && test.values.every((wanted) => hasItem(value, wanted));
    case "isEmpty":
      return Array.isArray(value) && value.length === 0;
  }
}

function fold(text: string): string {
  return text.toLowerCase();
}

function hasItem(list: string[], wanted: string): boolean {
  return list.some((item) => fold(item) === fold(wanted));
}

type ParsedDate = { instant: number; day: number; hasTime: boolean };

/** Undefined for a text that is not a date. Properties are stored normalized, metadata of events is stored as sent. */
export function parseDate(text: string, calendar: Calendar): ParsedDate | undefined {
  const normalized = normalizeDate(text);
  if (normalized === undefined) return undefined;
  const instant = Date.parse(normalized);
  if (normalized.includes("T")) return { instant, day: calendar.dayOf(instant), hasTime: true };
  const day = Math.floor(instant / dayLength);
  return { instant: calendar.startOf(day), day, hasTime: false };
}

function testDate(date: ParsedDate, test: DateTest, { now, calendar }: Clock): TestResult {
  const { day } = date;
  /** Holds while today is one of these days. */
  const holdsWithin = (first: number, last: number): TestResult => {
    const today = calendar.dayOf(now);
    if (today < first) return { holds: false, changesAt: calendar.startOf(first) };
    if (today > last) return fixed(false);
    return { holds: true, changesAt: last === Number.POSITIVE_INFINITY ? last : calendar.startOf(last + 1) };
  };
  switch (test.operator) {
    case "inLastDays":
      return holdsWithin(day, day + test.days - 1);
    case "inNextDays":
      return holdsWithin(day - test.days + 1, day);
    case "moreThanDaysAgo":
      return holdsWithin(day + test.days + 1, Number.POSITIVE_INFINITY);
    case "moreThanDaysAhead":
      return holdsWithin(Number.NEGATIVE_INFINITY, day - test.days - 1);
    default: {
      const limit = parseDate(test.value, calendar);
      return fixed(limit !== undefined && compareDates(date, limit, test.operator));
    }
  }
}

function compareDates(date: ParsedDate, limit: ParsedDate, operator: "before" | "after" | "on"): boolean {
  if (operator === "on") return date.day === limit.day;
  if (!limit.hasTime) return operator === "before" ? date.day < limit.day : date.day > limit.day;
  return operator === "before" ? date.instant < limit.instant : date.instant > limit.instant;
}
