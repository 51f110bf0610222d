import { expect, it } from "vitest";
import { getCalendar } from "@/lib/computations/evaluate/calendar";
import { resolveWindow } from "@/lib/computations/evaluate/windows";
import { type CalendarPeriod, Window } from "@/lib/computations/schema/window";
import { anyWindow } from "@/tests/support/models/computation-drafts";
import { LocalCalendar } from "@/tests/support/models/local-calendar";
import { fc, numRuns } from "@/tests/support/models/properties";
import { anyMoment, timeZones } from "@/tests/support/models/time-zones";
import { rangeOf } from "@/tests/support/models/value-model";

const hour = 60 * 60_000;
const day = 24 * hour;
// Clocks change in October and November, and days are left out of months in February.
const bases = [Date.UTC(2026, 9, 27), Date.UTC(2026, 2, 18), Date.UTC(2024, 1, 27)];

const anyCase = fc.constantFrom(...bases).chain((base) =>
  fc.record({
    window: anyWindow(base),
    moment: anyMoment(base),
    hours: fc.integer({ min: -45 * 24, max: 5 * 24 }),
    after: fc.constantFrom(-1, 0, 1),
  }),
);

it("has an event exactly as long as the model, for any window, time and time zone", () => {
  fc.assert(
    fc.property(anyCase, ({ window, moment: { now, timeZone }, hours, after }) => {
      const calendar = new LocalCalendar(timeZone);
      const isWithin = (time: number, at: number) => {
        const { from, to } = rangeOf(window, at, calendar);
        return time <= at && time >= from && time < to;
      };
      const resolved = resolveWindow(window, now, getCalendar(timeZone));
      const { from } = rangeOf(window, now, calendar);
      const edges = [from, resolved.from, resolved.to, now].filter(Number.isFinite);
      for (const time of [...edges.map((edge) => edge + after), now + hours * hour + after]) {
        const has = time >= resolved.from && time < resolved.to;
        expect(has).toBe(isWithin(time, now));
        if (has) {
          const exit = resolved.exitOf(time);
          expect(exit).toBeGreaterThan(now);
          if (exit === Number.POSITIVE_INFINITY) expect(isWithin(time, now + 900 * day)).toBe(true);
          else expect([isWithin(time, exit - 1), isWithin(time, exit)]).toEqual([true, false]);
        } else if (time >= resolved.to) {
          const entry = resolved.entryOf(time);
          expect(entry).toBeGreaterThan(now);
          const before = entry === Number.POSITIVE_INFINITY ? now + 900 * day : entry - 1;
          for (const at of [now + 1, (now + before) / 2, before].map(Math.floor))
            if (at < entry) expect(isWithin(time, at)).toBe(false);
        }
      }
    }),
    { numRuns: numRuns({ usual: 1_500, deep: 50_000 }) },
  );
}, 60_000);

it("begins days where the model does, in each time zone", () => {
  for (const timeZone of timeZones) {
    const [calendar, model] = [getCalendar(timeZone), new LocalCalendar(timeZone)];
    for (let number = 0; number < 24_000; number += 97) {
      const date = new Date(number * day).toISOString().slice(0, 10);
      expect(calendar.startOf(number), `${timeZone} ${date}`).toBe(model.startOf(date));
    }
    for (let number = 20_000; number < 21_000; number += 1) {
      const start = model.startOf(new Date(number * day).toISOString().slice(0, 10));
      expect([start - 1, start].map((time) => calendar.dayOf(time))).toEqual([number - 1, number]);
    }
  }
}, 60_000);

const at = (text: string) => Date.parse(text);
const resolve = (window: Window, now: string, timeZone: string) => {
  const { from, to } = resolveWindow(window, at(now), getCalendar(timeZone));
  return [from, to].map((time) => new Date(time).toISOString());
};

it("has 23 and 25 hours in the days when clocks change", () => {
  const yesterday = { range: "period", period: "yesterday" } as const;
  expect(resolve(yesterday, "2026-03-30T12:00:00Z", "Europe/Brussels")).toEqual([
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
  ]);
  expect(resolve(yesterday, "2026-10-26T12:00:00Z", "Europe/Brussels")).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
  ]);
});

it("counts 29 February in leap years only", () => {
  const period = (name: CalendarPeriod) => ({ range: "period", period: name }) as const;
  expect(resolve(period("lastMonth"), "2024-03-01T00:00:00Z", "UTC")).toEqual([
    "2024-02-01T00:00:00.000Z",
    "2024-03-01T00:00:00.000Z",
  ]);
  expect(resolve({ range: "lastDays", days: 2 }, "2024-03-01T08:00:00Z", "UTC")[0]).toBe(
    "2024-02-29T00:00:00.000Z",
  );
  expect(resolve({ range: "lastDays", days: 2 }, "2026-03-01T08:00:00Z", "UTC")[0]).toBe(
    "2026-02-28T00:00:00.000Z",
  );
});

it("begins weeks on Monday at midnight of the time zone, to the millisecond", () => {
  const window = { range: "period", period: "lastWeek" } as const;
  // A Monday in New York begins at 05:00 UTC in winter.
  expect(resolve(window, "2026-11-23T04:59:59.999Z", "America/New_York")).toEqual([
    "2026-11-09T05:00:00.000Z",
    "2026-11-16T05:00:00.000Z",
  ]);
  expect(resolve(window, "2026-11-23T05:00:00.000Z", "America/New_York")).toEqual([
    "2026-11-16T05:00:00.000Z",
    "2026-11-23T05:00:00.000Z",
  ]);
});

it("counts an event at this very millisecond, and at the first of the window", () => {
  const now = "2026-11-24T12:00:00.000Z";
  expect(resolve({ range: "lastHours", hours: 1 }, now, "UTC")).toEqual([
    "2026-11-24T11:00:00.000Z",
    "2026-11-24T12:00:00.001Z",
  ]);
  expect(resolve({ range: "daysAgo", from: 2, to: 1 }, now, "UTC")).toEqual([
    "2026-11-22T00:00:00.000Z",
    "2026-11-24T00:00:00.000Z",
  ]);
});

it("reads a time without an offset as UTC", () => {
  const window = { range: "between", from: "2026-11-01T10:00:00", to: "2026-11-02T10:00+01" };
  expect(resolve(Window.parse(window), "2026-11-24T12:00:00Z", "UTC")).toEqual([
    "2026-11-01T10:00:00.000Z",
    "2026-11-02T09:00:00.000Z",
  ]);
});

it.each(["0001-01-01", "0001-01-01T00:00:00.000Z", "0099-06-01T12:00:00.000Z", "9999-12-31T23:59:59.999Z"])(
  "finds the day of %s, which stands for no date, in few steps",
  (text) => {
    for (const timeZone of timeZones) {
      const calendar = getCalendar(timeZone);
      const day = calendar.dayOf(at(text));
      expect(Math.abs(day - at(text) / 86_400_000)).toBeLessThan(2);
      expect(calendar.startOf(day)).toBeLessThanOrEqual(at(text));
      expect(calendar.startOf(day + 1)).toBeGreaterThan(at(text));
    }
  },
);
