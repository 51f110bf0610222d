import { expect, test } from "vitest";
import { createTokenBuckets } from "@/lib/http/rate-limit/token-buckets";

function createClock() {
  let time = 0;
  return { now: () => time, advance: (ms: number) => (time += ms) };
}

test("allows its capacity, then one token a refill, and returns the wait", () => {
  const clock = createClock();
  const buckets = createTokenBuckets({ capacity: 3, refillMs: 1_000, now: clock.now });
  expect([1, 2, 3, 4].map(() => buckets.take("a"))).toEqual([true, true, true, false]);
  expect(buckets.getWaitMs("a", 1)).toBe(1_000);
  clock.advance(400);
  expect(buckets.getWaitMs("a", 2)).toBe(1_600);
  clock.advance(600);
  expect(buckets.take("a")).toBe(true);
  expect(buckets.take("a")).toBe(false);
  expect(buckets.take("b")).toBe(true);
});

test("returns a token", () => {
  const buckets = createTokenBuckets({ capacity: 2, refillMs: 1_000, now: () => 0 });
  buckets.take("a");
  buckets.giveBack("a");
  expect(buckets.count("a")).toBe(2);
  buckets.giveBack("a");
  expect(buckets.count("a")).toBe(2);
});

test("evicts the least recently used keys beyond its limit", () => {
  const buckets = createTokenBuckets({ capacity: 1, refillMs: 1_000, maxKeys: 2, now: () => 0 });
  for (const key of ["a", "b", "c"]) buckets.take(key);
  expect(["a", "b", "c"].map(buckets.count)).toEqual([1, 0, 0]);
});
