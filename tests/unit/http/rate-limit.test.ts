import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createLimiter } from "@/lib/http/rate-limit";
import { fc } from "@/tests/support/models/properties";

const windowMs = 60_000;

/** A limiter whose clock the test sets. */
function createClocked(limit: number) {
  const clock = { time: 0 };
  const limiter = createLimiter({ limit, windowMs, now: () => clock.time });
  const hitAt = (time: number) => {
    clock.time = time;
    return limiter.hit("a key");
  };
  return { limiter, clock, hitAt };
}

const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(70_000), fc.nat(2_000)), {
  maxLength: 300,
});

describe("the rate limit", () => {
  it("never waits longer than its window, at any time of the clock", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (part) => {
        expect(createClocked(5).hitAt(part / 1_000.7).resetSeconds).toBe(60);
      }),
      { numRuns: 1_000 },
    );
  });

  it("accepts exactly the limit in any 60 seconds", () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 40 }), (waits, limit) => {
        const { hitAt } = createClocked(limit);
        const accepted: number[] = [];
        let time = 0;
        for (const wait of waits) {
          time += wait;
          const inWindow = accepted.filter((hit) => hit > time - windowMs).length;
          const { allowed, remaining } = hitAt(time);
          expect(allowed).toBe(inWindow < limit);
          if (allowed) accepted.push(time);
          expect(remaining).toBe(limit - inWindow - (allowed ? 1 : 0));
        }
      }),
    );
  });

  it("applies the limit of each hit, also one that was lowered below the hits of the window", () => {
    const steps = fc.array(fc.record({ wait: fc.nat(20_000), limit: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (hits) => {
        const { limiter, clock } = createClocked(1_000);
        const accepted: number[] = [];
        let time = 0;
        for (const { wait, limit } of hits) {
          time += wait;
          clock.time = time;
          const inWindow = accepted.filter((hit) => hit > time - windowMs).length;
          const { allowed, remaining, resetSeconds } = limiter.hit("a key", limit);
          expect(allowed).toBe(inWindow < limit);
          if (allowed) accepted.push(time);
          expect(remaining).toBe(Math.max(0, limit - inWindow - (allowed ? 1 : 0)));
          if (allowed) continue;
          clock.time = time + (resetSeconds - 1) * 1000 - 1;
          if (resetSeconds > 1) expect(limiter.peek("a key", limit).allowed).toBe(false);
          clock.time = time + resetSeconds * 1000;
          expect(limiter.peek("a key", limit).allowed).toBe(true);
          // `peek` forgets the hits that have left the window by its time.
          time = clock.time;
        }
      }),
    );
  });

  it("accepts another hit after the reset time, and not a second earlier", () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), (waits, limit) => {
        const { hitAt, limiter, clock } = createClocked(limit);
        let time = 0;
        for (const wait of waits) {
          time += wait;
          const { allowed, resetSeconds } = hitAt(time);
          if (allowed) continue;
          expect(Number.isInteger(resetSeconds)).toBe(true);
          clock.time = time + (resetSeconds - 1) * 1000 - 1;
          if (resetSeconds > 1) expect(limiter.peek("a key").allowed).toBe(false);
          clock.time = time + resetSeconds * 1000;
          expect(limiter.peek("a key").allowed).toBe(true);
        }
      }),
    );
  });

  it("does not count rejected hits", () => {
    const { hitAt } = createClocked(1);
    hitAt(0);
    for (let time = 1; time < windowMs; time += 10) expect(hitAt(time).allowed).toBe(false);
    expect(hitAt(windowMs).allowed).toBe(true);
  });

  it("does not allow a double burst at the minute's edge", () => {
    const { hitAt } = createClocked(1800);
    let accepted = 0;
    for (let i = 0; i < 1800; i += 1) accepted += Number(hitAt(59_500 + i * 0.25).allowed);
    for (let i = 0; i < 1800; i += 1) accepted += Number(hitAt(60_000 + i * 0.25).allowed);
    expect(accepted).toBe(1800);
  });

  it("counts each key separately", () => {
    const { limiter } = createClocked(1);
    expect(limiter.hit("one").allowed).toBe(true);
    expect(limiter.hit("one").allowed).toBe(false);
    expect(limiter.hit("another").allowed).toBe(true);
  });

  it("counts nothing for a peek", () => {
    const { limiter } = createClocked(1);
    for (let i = 0; i < 10; i += 1)
      expect(limiter.peek("a key")).toEqual({ allowed: true, limit: 1, remaining: 1, resetSeconds: 0 });
    expect(limiter.hit("a key").allowed).toBe(true);
  });

  it("frees the memory of idle keys", async () => {
    const { limiter, clock } = createClocked(5);
    const before = measureMemory();
    for (let i = 0; i < 20_000; i += 1) limiter.hit(`key ${i}`);
    const allocated = measureMemory() - before;
    clock.time = 2 * windowMs;
    limiter.hit("another key");
    expect(allocated).toBeGreaterThan(1e6);
    await expect.poll(() => measureMemory() - before).toBeLessThan(allocated / 10);
    expect(limiter.peek("another key").remaining).toBe(4);
  });
});

/** Bytes of the arrays that were not garbage-collected. */
function measureMemory(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().arrayBuffers;
}
