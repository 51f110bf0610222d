import { expect, test } from "vitest";
import { findTicks } from "@/components/logs/time-ticks";

function labelsOf(from: string, to: string, timeZone = "UTC"): string[] {
  return findTicks(new Date(from), new Date(to), timeZone).map(({ label }) => label);
}

test("the axis of some days names each day once, where it begins for the reader", () => {
  const ticks = findTicks(
    new Date("2026-11-23T10:20:30.400Z"),
    new Date("2026-11-28T03:00:00Z"),
    "Europe/Brussels",
  );
  expect(ticks.map(({ label }) => label)).toEqual(["Nov 24", "Nov 25", "Nov 26", "Nov 27", "Nov 28"]);
  expect(ticks[0]?.time).toEqual(new Date("2026-11-23T23:00:00Z"));
});

test("the axis of a day has round hours, and the date at midnight", () => {
  expect(labelsOf("2026-11-27T16:20:00Z", "2026-11-28T16:20:00Z")).toEqual([
    "18:00",
    "Nov 28",
    "06:00",
    "12:00",
  ]);
});

test("the axis of some minutes has round minutes", () => {
  expect(labelsOf("2026-11-27T16:18:07Z", "2026-11-27T16:43:00Z")).toEqual([
    "16:20",
    "16:25",
    "16:30",
    "16:35",
    "16:40",
  ]);
});

test("the axis of some weeks leaves out as many days between each two", () => {
  expect(labelsOf("2026-10-29T10:00:00Z", "2026-11-28T10:00:00Z")).toEqual([
    "Oct 30",
    "Nov 4",
    "Nov 9",
    "Nov 14",
    "Nov 19",
    "Nov 24",
  ]);
});

test.each(["2026-10-22", "2026-03-26"])("no day is named twice where the clocks change after %s", (start) => {
  const from = new Date(`${start}T10:00:00Z`);
  const labels = labelsOf(
    from.toISOString(),
    new Date(from.getTime() + 6 * 86_400_000).toISOString(),
    "Europe/Brussels",
  );
  expect(labels).toHaveLength(6);
  expect(new Set(labels).size).toBe(6);
});
