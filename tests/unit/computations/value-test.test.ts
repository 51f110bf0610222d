import { expect, it } from "vitest";
import { getCalendar } from "@/lib/computations/evaluate/calendar";
import { testValue } from "@/lib/computations/evaluate/value-test";
import type { Operator, ValueTest } from "@/lib/computations/schema/operators";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { anyDate, anyTest, texts } from "@/tests/support/models/computation-drafts";
import { LocalCalendar } from "@/tests/support/models/local-calendar";
import { anyText, fc, numRuns } from "@/tests/support/models/properties";
import { anyMoment } from "@/tests/support/models/time-zones";
import { holdsFor } from "@/tests/support/models/value-model";

const base = Date.UTC(2026, 9, 20);
const anyValue: fc.Arbitrary<PropertyValue | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom("", ...texts, "2026-02-30", "2026-10-25T00:30", "2026-10-25T00:30:00+02:00", "2026-1-1"),
  anyText(),
  fc.constantFrom(0, -0, 1, 2, 2.5, 10),
  fc.boolean(),
  anyDate(base),
  fc.array(fc.constantFrom(...texts), { maxLength: 3 }),
);

it("agrees with the model for any value, test, time and time zone", () => {
  fc.assert(
    fc.property(anyValue, anyTest(base), anyMoment(base), (value, test, { now, timeZone }) => {
      const calendar = new LocalCalendar(timeZone);
      const { holds, changesAt } = testValue(value, test, { now, calendar: getCalendar(timeZone) });
      expect(holds).toBe(holdsFor(value, test, now, calendar));
      const later = [1, 3_600_000, 86_400_000, 40 * 86_400_000].map((after) => now + after);
      for (const time of [...later, changesAt - 1])
        if (time >= now && time < changesAt) expect(holdsFor(value, test, time, calendar)).toBe(holds);
      if (changesAt === Number.POSITIVE_INFINITY) return;
      expect(changesAt).toBeGreaterThan(now);
      expect(holdsFor(value, test, changesAt, calendar)).toBe(!holds);
    }),
    { numRuns: numRuns({ usual: 3_000, deep: 100_000 }) },
  );
}, 60_000);

/** A test of each operator, and a value for which it holds. */
const examples: Record<Operator, [ValueTest, PropertyValue]> = {
  isKnown: [{ operator: "isKnown" }, ""],
  is: [{ operator: "is", value: "PRO" }, "Pro"],
  isAnyOf: [{ operator: "isAnyOf", values: ["Basic", "pro"] }, "Pro"],
  contains: [{ operator: "contains", value: "%" }, "50% off"],
  startsWith: [{ operator: "startsWith", value: "a_" }, "A_b"],
  endsWith: [{ operator: "endsWith", value: "É" }, "café"],
  equals: [{ operator: "equals", value: 0 }, -0],
  lessThan: [{ operator: "lessThan", value: 1 }, 0.5],
  atMost: [{ operator: "atMost", value: 1 }, 1],
  greaterThan: [{ operator: "greaterThan", value: 1 }, 1.5],
  atLeast: [{ operator: "atLeast", value: 1 }, 1],
  between: [{ operator: "between", min: 1, max: 2 }, 2],
  isTrue: [{ operator: "isTrue" }, true],
  isFalse: [{ operator: "isFalse" }, false],
  before: [{ operator: "before", value: "2026-10-20" }, "2026-10-19T23:59:59.999Z"],
  after: [{ operator: "after", value: "2026-10-20" }, "2026-10-21T00:00:00.000Z"],
  on: [{ operator: "on", value: "2026-10-20" }, "2026-10-20T23:59:59.999Z"],
  inLastDays: [{ operator: "inLastDays", days: 2 }, "2026-10-19"],
  inNextDays: [{ operator: "inNextDays", days: 2 }, "2026-10-21"],
  moreThanDaysAgo: [{ operator: "moreThanDaysAgo", days: 2 }, "2026-10-17"],
  moreThanDaysAhead: [{ operator: "moreThanDaysAhead", days: 2 }, "2026-10-23"],
  hasAnyOf: [{ operator: "hasAnyOf", values: ["x", "B"] }, ["a", "b"]],
  hasAllOf: [{ operator: "hasAllOf", values: ["A", "B"] }, ["b", "a", "c"]],
  isEmpty: [{ operator: "isEmpty" }, []],
};

const wrongValues: Record<string, PropertyValue | undefined> = {
  "a missing value": undefined,
  "a text": "none of these",
  "a number": 7,
  "a boolean": true,
  "the other boolean": false,
  "a list": ["none of these"],
};

it.each(Object.entries(examples))(
  "%s holds for its own type, and for no missing or other value",
  (operator, [test, value]) => {
    const clock = { now: base, calendar: getCalendar("UTC") };
    const holds = (one: PropertyValue | undefined) => testValue(one, test, clock).holds;
    expect(holds(value)).toBe(true);
    const held = Object.keys(wrongValues).filter((name) => holds(wrongValues[name]));
    const expected: Partial<Record<string, string[]>> = {
      isKnown: Object.keys(wrongValues).filter((name) => name !== "a missing value"),
      greaterThan: ["a number"],
      atLeast: ["a number"],
      isTrue: ["a boolean"],
      isFalse: ["the other boolean"],
    };
    expect(held).toEqual(expected[operator] ?? []);
  },
);
