import { expect, test } from "vitest";
import { listTicks } from "@/components/logs/overview/time-axis";

function labelsOf(from: string, to: string, timeZone = "UTC"): string[] {
  return listTicks(new Date(from), new Date(to), timeZone).map(({ label }) => label);
}

test("labels each day once, at midnight in the reader's time zone", () => {
  const ticks = listTicks(
    new Date("2026-11-23T10:20:30.400Z"),
    new Date("2026-11-28T03:00:00Z"),
    "Europe/Brussels",
  );
  expect(ticks.map(({ label }) => label)).toEqual(["Nov 24", "Nov 25", "Nov 26", "Nov 27", "Nov 28"]);
  expect(ticks[0]?.time).toEqual(new Date("2026-11-23T23:00:00Z"));
});

test("labels round hours of a day, and the date at midnight", () => {
  expect(labelsOf("2026-11-27T16:20:00Z", "2026-11-28T16:20:00Z")).toEqual([
    "18:00",
    "Nov 28",
    "06:00",
    "12:00",
  ]);
});

test("labels round minutes", () => {
  expect(labelsOf("2026-11-27T16:18:07Z", "2026-11-27T16:43:00Z")).toEqual([
    "16:20",
    "16:25",
    "16:30",
    "16:35",
    "16:40",
  ]);
});

test("labels every nth day of several weeks", () => {
  expect(labelsOf("2026-10-29T10:00:00Z", "2026-11-28T10:00:00Z")).toEqual([
    "Oct 30",
    "Nov 4",
    "Nov 9",
    "Nov 14",
    "Nov 19",
    "Nov 24",
  ]);
});

test.each(["2026-10-22", "2026-03-26"])("labels no day twice across a clock change after %s", (start) => {
  const from = new Date(`${start}T10:00:00Z`);
  const labels = labelsOf(
    from.toISOString(),
    new Date(from.getTime() + 6 * 86_400_000).toISOString(),
    "Europe/Brussels",
  );
  expect(labels).toHaveLength(6);
  expect(new Set(labels).size).toBe(6);
});

test.each([
  ["Europe/Berlin", "2026-10-24T10:00:00Z", "2026-10-26T22:00:00Z", ["Oct 25", "12:00", "Oct 26", "12:00"]],
  ["Europe/Berlin", "2026-03-28T10:00:00Z", "2026-03-30T22:00:00Z", ["Mar 29", "12:00", "Mar 30", "12:00"]],
  ["America/New_York", "2026-11-01T00:00:00Z", "2026-11-02T12:00:00Z", ["Nov 1", "06:00", "12:00", "18:00"]],
  [
    "Australia/Lord_Howe",
    "2026-04-04T00:00:00Z",
    "2026-04-05T20:00:00Z",
    ["12:00", "Apr 5", "12:00", "Apr 6"],
  ],
  // On this day the clock goes from 23:59 to 01:00.
  ["America/Santiago", "2026-09-05T15:00:00Z", "2026-09-06T20:00:00Z", ["18:00", "Sep 6", "06:00", "12:00"]],
])("labels days and round hours in %s from %s across a clock change", (zone, from, to, expected) => {
  expect(labelsOf(from, to, zone)).toEqual(expect.arrayContaining(expected));
});

test("labels an hour twice that the clock shows twice", () => {
  const ticks = listTicks(
    new Date("2026-10-25T00:10:00Z"),
    new Date("2026-10-25T02:50:00Z"),
    "Europe/Berlin",
  );
  expect(ticks.map(({ label }) => label)).toEqual(["02:30", "02:00", "02:30", "03:00", "03:30"]);
});

test("starts a day without midnight after its clock change", () => {
  const ticks = listTicks(
    new Date("2026-09-04T12:00:00Z"),
    new Date("2026-09-08T12:00:00Z"),
    "America/Santiago",
  );
  expect(ticks.map(({ label }) => label)).toEqual(["Sep 5", "Sep 6", "Sep 7", "Sep 8"]);
  expect(ticks[1]?.time).toEqual(new Date("2026-09-06T04:00:00Z"));
});
