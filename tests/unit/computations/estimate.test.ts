import { expect, it } from "vitest";
import { estimate } from "@/lib/computations/preview/estimate";
import { createSample } from "@/lib/computations/preview/sample";
import { fc, numRuns, seed } from "@/tests/support/models/properties";

const repetitions = numRuns({ usual: 400, deep: 10_000 });

it.each([
  [0.5, 300],
  [0.1, 1_000],
  [0.02, 1_000],
  [0.9, 4_000],
])(
  "contains the true count in 95 of 100 samples, where %f of all match and %i are evaluated",
  (share, evaluated) => {
    const total = 200_000;
    const matching = Math.round(total * share);
    const random = createRandom(seed);
    let hits = 0;
    for (let index = 0; index < repetitions; index += 1) {
      let [count, left, leftMatching] = [0, total, matching];
      for (let draw = 0; draw < evaluated; draw += 1) {
        const isMatch = random() < leftMatching / left;
        if (isMatch) [count, leftMatching] = [count + 1, leftMatching - 1];
        left -= 1;
      }
      const { low, high } = estimate(count, evaluated, total);
      if (low <= matching && matching <= high) hits += 1;
    }
    // 95 % of 400 is 380, with a standard deviation of 4.4: five of them leave no room for chance.
    const deviation = Math.sqrt(0.95 * 0.05 * repetitions);
    expect(hits).toBeGreaterThan(0.95 * repetitions - 5 * deviation);
  },
);

it("is exact once all are evaluated, and never leaves what was counted", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000), (a, b, c) => {
      const [matching = 0, evaluated = 0, total = 0] = [a, b, c].toSorted((one, other) => one - other);
      const { count, low, high } = estimate(matching, evaluated, total);
      expect(low).toBeLessThanOrEqual(count);
      expect(count).toBeLessThanOrEqual(high);
      if (evaluated === total) expect([low, high]).toEqual([matching, matching]);
      else expect([low >= matching, high <= total - (evaluated - matching)]).toEqual([true, true]);
    }),
  );
});

it.each([3_000, 100_000, 1_000_000, 20_000_000])(
  "takes each of %i contacts once, in another order each time",
  (total) => {
    const takeAll = () => {
      const sample = createSample(total);
      const endings: string[] = [];
      for (let step = sample.next(); step !== null; step = sample.next())
        if (step !== "all")
          for (const bucket of step.buckets) for (const slice of step.slices) endings.push(slice + bucket);
      return endings;
    };
    const [one, other] = [takeAll(), takeAll()];
    expect(new Set(one).size).toBe(32 ** 3);
    expect(one).toHaveLength(32 ** 3);
    expect(one).not.toEqual(other);
  },
);

/** Mulberry32: the same numbers for the same seed. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
