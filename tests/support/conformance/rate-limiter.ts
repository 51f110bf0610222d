import { describe, expect, it } from "vitest";
import { type RateLimiter, toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { fc } from "@/tests/support/models/properties";

const windowMs = 60_000;

/** Milliseconds since the start of the test. */
type Clock = { time: number };

type Options = {
  /** Creates a limiter whose clock is the test's. Limiters may share their storage: each test has its own keys. */
  create: (clock: Clock) => RateLimiter | Promise<RateLimiter>;
  /** Runs of each property. */
  runs: number;
};

/** What every driver of `RateLimiter` does. */
export function describeRateLimiter(driver: string, { create, runs }: Options): void {
  let keys = 0;
  const createKey = () => {
    keys += 1;
    return `key ${keys}`;
  };

  /** One window with its own clock. */
  async function openWindow(limit: number) {
    const clock = { time: 0 };
    const limiter = await create(clock);
    const key = createKey();
    const toPolicy = (ofHit: number) => ({ name: "window", key, limit: ofHit, windowMs });
    const first = <Decision>([decision]: Decision[]) => {
      if (!decision) throw new Error("No decision.");
      return decision;
    };
    return {
      clock,
      hit: async (ofHit = limit) => first(await limiter.hit([toPolicy(ofHit)])),
      peek: async (ofHit = limit) => first(await limiter.peek([toPolicy(ofHit)])),
    };
  }

  const steps = fc.array(
    fc.record({
      wait: fc.oneof(fc.constant(0), fc.nat(70_000), fc.nat(2_000)),
      lowered: fc.option(fc.integer({ min: 1, max: 12 })),
    }),
    { maxLength: 120 },
  );

  describe(`the ${driver} limiter`, () => {
    it("accepts exactly the limit in any 60 seconds, and another hit after the reset time but not a second earlier", async () => {
      await fc.assert(
        fc.asyncProperty(steps, fc.integer({ min: 1, max: 40 }), async (hits, usual) => {
          const { clock, hit, peek } = await openWindow(usual);
          const accepted: number[] = [];
          for (const { wait, lowered } of hits) {
            clock.time += wait;
            const limit = lowered ?? usual;
            const inWindow = accepted.filter((time) => time > clock.time - windowMs).length;
            const decision = await hit(limit);
            expect(decision).toMatchObject({ allowed: inWindow < limit, limit });
            expect(decision.remaining).toBe(Math.max(0, limit - inWindow - (decision.allowed ? 1 : 0)));
            expect(decision.resetMs).toSatisfy((ms: number) => ms > 0 && ms <= windowMs);
            if (decision.allowed) {
              accepted.push(clock.time);
              continue;
            }
            const { time } = clock;
            const seconds = toResetSeconds(decision);
            clock.time = time + (seconds - 1) * 1_000 - 1;
            if (seconds > 1) expect((await peek(limit)).allowed).toBe(false);
            // `peek` forgets the hits that have left the window by its time.
            clock.time = time + seconds * 1_000;
            expect((await peek(limit)).allowed).toBe(true);
          }
        }),
        { numRuns: runs },
      );
    });

    it("does not count rejected hits and peeks", async () => {
      const { clock, hit, peek } = await openWindow(1);
      for (let count = 0; count < 10; count += 1)
        expect(await peek()).toEqual({ allowed: true, limit: 1, remaining: 1, resetMs: 0 });
      await hit();
      for (clock.time = 1; clock.time < windowMs; clock.time += 1_000)
        expect((await hit()).allowed).toBe(false);
      clock.time = windowMs;
      expect((await hit()).allowed).toBe(true);
    });

    it("does not allow a double burst at the minute's edge", async () => {
      const { clock, hit } = await openWindow(300);
      let accepted = 0;
      for (const start of [59_500, 60_000])
        for (let index = 0; index < 300; index += 1) {
          clock.time = start + index;
          accepted += Number((await hit()).allowed);
        }
      expect(accepted).toBe(300);
    });

    it("counts a hit in all windows and buckets, or in none", async () => {
      const limiter = await create({ time: 0 });
      const key = createKey();
      const wide = { name: "window", key, limit: 10, windowMs };
      const narrow = { name: "narrow window", key, limit: 2, windowMs };
      const bucket = { name: "bucket", key, capacity: 4, refillMs: 1_000 };
      const all = [wide, narrow, bucket];
      const read = async () => (await limiter.peek(all)).map(({ remaining }) => remaining);
      const results: boolean[][] = [];
      for (let count = 0; count < 4; count += 1)
        results.push((await limiter.hit(all)).map(({ allowed }) => allowed));
      expect(results).toEqual([
        [true, true, true],
        [true, true, true],
        [true, false, true],
        [true, false, true],
      ]);
      expect(await read()).toEqual([8, 0, 2]);
      await limiter.hit([bucket]);
      await limiter.hit([bucket]);
      expect((await limiter.hit([wide, bucket])).map(({ allowed }) => allowed)).toEqual([true, false]);
      expect(await read()).toEqual([8, 0, 0]);
    });

    it("counts hits that arrive at the same time one after the other", async () => {
      const limiter = await create({ time: 0 });
      const policy = { name: "window", key: createKey(), limit: 50, windowMs };
      const decisions = await Promise.all(Array.from({ length: 200 }, async () => limiter.hit([policy])));
      expect(decisions.flat().filter(({ allowed }) => allowed)).toHaveLength(50);
    });

    it("counts each name and key separately", async () => {
      const limiter = await create({ time: 0 });
      const [key, other] = [createKey(), createKey()];
      const policies = [
        { name: "window", key, limit: 1, windowMs },
        { name: "window", key: other, limit: 1, windowMs },
        { name: "narrow window", key, limit: 1, windowMs },
        { name: "bucket", key, capacity: 1, refillMs: 1_000 },
        { name: "bucket", key: other, capacity: 1, refillMs: 1_000 },
      ];
      for (const policy of policies) {
        expect(await limiter.hit([policy])).toMatchObject([{ allowed: true, remaining: 0 }]);
        expect(await limiter.hit([policy])).toMatchObject([{ allowed: false, remaining: 0 }]);
      }
    });

    it("allows a bucket's capacity, then one hit per refill time, and returns refunded ones", async () => {
      const clock = { time: 0 };
      const limiter = await create(clock);
      const bucket = { name: "bucket", key: createKey(), capacity: 3, refillMs: 1_000 };
      const hit = async () => (await limiter.hit([bucket]))[0];
      expect((await limiter.peek([bucket]))[0]).toEqual({
        allowed: true,
        limit: 3,
        remaining: 3,
        resetMs: 0,
      });
      for (const remaining of [2, 1, 0]) expect(await hit()).toMatchObject({ allowed: true, remaining });
      expect(await hit()).toEqual({ allowed: false, limit: 3, remaining: 0, resetMs: 1_000 });
      clock.time = 400;
      expect(await hit()).toMatchObject({ allowed: false, resetMs: 600 });
      clock.time = 1_500;
      expect(await hit()).toEqual({ allowed: true, limit: 3, remaining: 0, resetMs: 500 });
      await limiter.refund([bucket]);
      expect((await limiter.peek([bucket]))[0]).toMatchObject({ remaining: 1 });
      for (let count = 0; count < 5; count += 1) await limiter.refund([bucket]);
      expect((await limiter.peek([bucket]))[0]).toMatchObject({ remaining: 3 });
      for (const allowed of [true, true, true, false]) expect(await hit()).toMatchObject({ allowed });
    });
  });
}
