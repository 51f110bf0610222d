import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { describeRateLimiter } from "@/tests/support/conformance/rate-limiter";
import { fc } from "@/tests/support/models/properties";

const windowMs = 60_000;

describeRateLimiter("memory", { create: (clock) => createMemoryLimiter(() => clock.time), runs: 100 });

it("never waits longer than its window, at any time of the clock", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), (part) => {
      const limiter = createMemoryLimiter(() => part / 1_000.7);
      const [decision] = limiter.hit([{ name: "window", key: "a key", limit: 5, windowMs }]);
      expect(decision && toResetSeconds(decision)).toBe(60);
    }),
    { numRuns: 1_000 },
  );
});

it("frees the memory of idle keys", async () => {
  const clock = { time: 0 };
  const limiter = createMemoryLimiter(() => clock.time);
  const toPolicy = (key: string) => ({ name: "window", key, limit: 5, windowMs });
  const before = measureMemory();
  for (let index = 0; index < 20_000; index += 1) limiter.hit([toPolicy(`key ${index}`)]);
  const allocated = measureMemory() - before;
  clock.time = 2 * windowMs;
  limiter.hit([toPolicy("another key")]);
  expect(allocated).toBeGreaterThan(1e6);
  await expect.poll(() => measureMemory() - before).toBeLessThan(allocated / 10);
  expect(limiter.peek([toPolicy("another key")])).toMatchObject([{ remaining: 4 }]);
});

/** Bytes of the arrays that were not garbage-collected. */
function measureMemory(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().arrayBuffers;
}
