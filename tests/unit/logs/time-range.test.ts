import { expect, test } from "vitest";
import {
  formatTimeRange,
  parseInputRange,
  parseInputTime,
  toInputTime,
} from "@/components/logs/filters/time-range";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];

/** Instants with seconds and milliseconds, and those around clock changes. */
const instants = [
  "2026-11-12T14:05:33.250Z",
  "2026-10-25T00:30:00.000Z",
  "2026-10-25T01:30:00.000Z",
  "2026-03-29T01:00:00.000Z",
  "2026-11-01T05:30:15.000Z",
  "2026-11-01T06:30:15.000Z",
  "2026-04-04T15:15:00.000Z",
].map((text) => new Date(text));

test.each(zones)("keeps a range that is applied unchanged in %s", (zone) => {
  for (const from of instants) {
    const current = { from, to: new Date(from.getTime() + 1234) };
    const fields = { from: toInputTime(current.from, zone), to: toInputTime(current.to, zone) };
    expect(parseInputRange(fields, current, zone)).toEqual(current);
  }
});

test("keeps the milliseconds of the end that was not edited", () => {
  const current = { from: new Date("2026-10-25T01:30:00.500Z"), to: new Date("2026-10-25T05:00:00Z") };
  const fields = { from: toInputTime(current.from, "Europe/Berlin"), to: "2026-10-25T07:00" };
  expect(parseInputRange(fields, current, "Europe/Berlin")).toEqual({
    from: current.from,
    to: new Date("2026-10-25T06:00:00Z"),
  });
});

test("shows seconds only if the time has them", () => {
  expect(toInputTime(new Date("2026-11-12T14:05:33Z"), "Europe/Berlin")).toBe("2026-11-12T15:05:33");
  expect(toInputTime(new Date("2026-11-12T14:05:00Z"), "Europe/Berlin")).toBe("2026-11-12T15:05");
});

test.each([
  ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
  ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
  ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"],
])(
  "in %s, where %s happens twice, a range starts at the first and ends at the second",
  (zone, text, first, second) => {
    expect(parseInputTime(text, zone, "from")).toEqual(new Date(first));
    expect(parseInputTime(text, zone, "to")).toEqual(new Date(second));
  },
);

test("reads a skipped time as if the clock had not changed", () => {
  expect(parseInputTime("2026-03-29T02:30", "Europe/Berlin", "from")).toEqual(
    new Date("2026-03-29T01:30:00Z"),
  );
});

test.each([
  ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "Oct 25, 02:30 GMT+2 – Oct 25, 02:30 GMT+1"],
  ["2026-11-12T14:00:00Z", "2026-11-12T15:00:00Z", "Nov 12, 15:00 – 16:00"],
  ["2026-11-12T14:00:05Z", "2026-11-12T14:00:35Z", "Nov 12, 15:00:05 – 15:00:35"],
])("the label of %s to %s distinguishes both ends", (from, to, label) => {
  expect(formatTimeRange({ from: new Date(from), to: new Date(to) }, "Europe/Berlin")).toBe(label);
});
