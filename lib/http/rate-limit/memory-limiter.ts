import {
  type BucketPolicy,
  isWindow,
  type RateDecision,
  type RateLimiter,
  type RatePolicy,
} from "@/lib/http/rate-limit/rate-limiter";
import { createSlidingWindows, type SlidingWindows } from "@/lib/http/rate-limit/sliding-windows";
import { createTokenBuckets, type TokenBuckets } from "@/lib/http/rate-limit/token-buckets";

/** Decides synchronously. */
export interface MemoryLimiter extends RateLimiter {
  hit(policies: readonly RatePolicy[]): RateDecision[];
  peek(policies: readonly RatePolicy[]): RateDecision[];
  refund(policies: readonly BucketPolicy[]): void;
}

/** The driver for one process: windows and buckets in its memory. `now` is a clock in milliseconds. */
export function createMemoryLimiter(now: () => number = () => performance.now()): MemoryLimiter {
  const windows = new Map<string, SlidingWindows>();
  const buckets = new Map<string, TokenBuckets>();

  function findWindows(name: string, windowMs: number): SlidingWindows {
    let found = windows.get(name);
    if (!found) {
      found = createSlidingWindows(windowMs);
      windows.set(name, found);
    }
    return found;
  }

  function findBuckets({ name, capacity, refillMs }: BucketPolicy): TokenBuckets {
    let found = buckets.get(name);
    if (!found) {
      found = createTokenBuckets({ capacity, refillMs, now });
      buckets.set(name, found);
    }
    return found;
  }

  function read(policy: RatePolicy, time: number): RateDecision {
    if (isWindow(policy))
      return findWindows(policy.name, policy.windowMs).read(policy.key, policy.limit, time);
    const tokens = findBuckets(policy);
    const remaining = tokens.count(policy.key);
    const resetMs = remaining === policy.capacity ? 0 : tokens.getWaitMs(policy.key, remaining + 1);
    return { allowed: remaining > 0, limit: policy.capacity, remaining, resetMs };
  }

  function add(policy: RatePolicy, time: number): RateDecision {
    if (isWindow(policy))
      return findWindows(policy.name, policy.windowMs).add(policy.key, policy.limit, time);
    findBuckets(policy).take(policy.key);
    return { ...read(policy, time), allowed: true };
  }

  function peek(policies: readonly RatePolicy[]): RateDecision[] {
    const time = now();
    return policies.map((policy) => read(policy, time));
  }

  return {
    hit(policies) {
      const time = now();
      const decisions = policies.map((policy) => read(policy, time));
      return decisions.every(({ allowed }) => allowed)
        ? policies.map((policy) => add(policy, time))
        : decisions;
    },
    peek,
    refund(policies) {
      for (const policy of policies) findBuckets(policy).giveBack(policy.key);
    },
  };
}
