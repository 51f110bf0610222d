import { expect, it } from "vitest";
import {
  countSince,
  type EventScan,
  groupScans,
  resolveWindows,
} from "@/lib/computations/evaluate/event-scans";
import { compilePlan, type Plan } from "@/lib/computations/evaluate/plan";
import type { Computation } from "@/lib/computations/schema/computation";
import type { Condition, ConditionOf } from "@/lib/computations/schema/condition";
import { anyWindow } from "@/tests/support/models/computation-drafts";
import { fc, numRuns } from "@/tests/support/models/properties";
import { anyMoment } from "@/tests/support/models/time-zones";

const [hour, base] = [3_600_000, Date.UTC(2026, 9, 27)];
const never = { stage: null, stageSince: null, health: null, segments: null };

const anyCondition: fc.Arbitrary<Condition> = fc.record({
  type: fc.constant("event" as const),
  event: fc.constantFrom("seen", "paid", "unknown"),
  count: fc.record({
    operator: fc.constantFrom("atLeast" as const, "atMost" as const, "exactly" as const),
    times: fc.oneof(fc.nat(5), fc.nat(200)),
  }),
  window: anyWindow(base),
  where: fc.constant<never[]>([]),
});

function toPlan(conditions: Condition[], timeZone: string): Plan {
  const condition = { type: "group", match: "all", conditions } as const;
  const segment: Computation = {
    ...{ id: "1", type: "segment", kind: "user", name: "One", description: "" },
    ...{ position: 0, version: 1, propertyName: null, body: { type: "segment", condition } },
  };
  return compilePlan("user", {
    ...{ computations: [segment], names: { user: never, account: never }, timeZone },
    eventIds: new Map([
      ["seen", "seen"],
      ["paid", "paid"],
    ]),
  });
}

it("counts the events of each measure as its own query would, with one scan for each event", () => {
  fc.assert(
    fc.property(
      fc.array(anyCondition, { minLength: 1, maxLength: 12 }),
      anyMoment(base),
      fc.array(fc.integer({ min: -60 * 24, max: 24 }), { maxLength: 150 }),
      (conditions, { now, timeZone }, hours) => {
        const plan = toPlan(conditions, timeZone);
        const newest = hours.map((ago) => now + ago * hour).toSorted((a, b) => b - a);
        const { scans, others } = groupScans(plan, now);
        expect(new Set(scans.map(({ eventId }) => eventId)).size).toBe(scans.length);
        const read = ({ from, limit }: EventScan) =>
          newest.filter((time) => time >= from && time <= now).slice(0, limit);
        const windows = resolveWindows(plan, now);
        for (const scan of scans)
          for (const position of scan.positions) {
            const { limit } = plan.measures[position] as { limit: number };
            const { from, to } = windows[position] ?? { from: 0, to: 0 };
            const counted = newest.filter((time) => time >= from && time < to).slice(0, limit);
            const fact = countSince(read(scan), from, limit);
            expect([fact?.count ?? 0, fact?.newest, fact?.oldest]).toEqual([
              counted.length,
              counted[0],
              counted.at(-1),
            ]);
          }
        // Each measure of a known event is answered once.
        const known = plan.measures.flatMap(({ eventId }, position) => (eventId === null ? [] : position));
        expect([...scans.flatMap(({ positions }) => positions), ...others].toSorted((a, b) => a - b)).toEqual(
          known,
        );
      },
    ),
    { numRuns: numRuns({ usual: 500, deep: 20_000 }) },
  );
});

it("gives windows that end in the past, and large counts, a query of their own", () => {
  const event = (times: number, window: ConditionOf<"event">["window"]): Condition => ({
    ...{ type: "event", event: "seen", count: { operator: "atLeast", times }, window, where: [] },
  });
  const plan = toPlan(
    [
      event(3, { range: "lastDays", days: 7 }),
      event(9, { range: "ever" }),
      event(101, { range: "ever" }),
      event(1, { range: "period", period: "yesterday" }),
    ],
    "UTC",
  );
  expect(groupScans(plan, base)).toEqual({
    scans: [{ eventId: "seen", from: Number.NEGATIVE_INFINITY, limit: 9, positions: [0, 1] }],
    others: [2, 3],
  });
});
