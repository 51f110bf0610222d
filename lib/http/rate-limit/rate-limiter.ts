import { second } from "@/lib/time";

/** A true sliding window: no `windowMs` milliseconds contain more than `limit` hits. The limit may differ at each hit. */
export type WindowPolicy = { name: string; key: string; limit: number; windowMs: number };

/** A token bucket: a burst of `capacity` hits, then one per `refillMs`. */
export type BucketPolicy = { name: string; key: string; capacity: number; refillMs: number };

/**
 * One limit of a request. `name` is one of few, and also labels metrics; `key` is the counted subject, such as a workspace.
 * All policies of a name have the same window or refill time.
 */
export type RatePolicy = WindowPolicy | BucketPolicy;

export type RateDecision = {
  allowed: boolean;
  /** The limit of the window, or the capacity of the bucket. */
  limit: number;
  /** Hits left. */
  remaining: number;
  /** Milliseconds until one more hit fits than now; 0 for an empty window and a full bucket. */
  resetMs: number;
};

type Awaitable<Value> = Value | Promise<Value>;

/**
 * Decides whether requests stay within their limits. Drivers: memory (one process) and Redis (several processes), with one
 * conformance suite, tests/support/conformance/rate-limiter.ts. No method rejects because a driver's server is away.
 */
export type RateLimiter = {
  /**
   * Counts a hit in all windows and buckets, or in none of them if one has no room: a rejected request spends nothing.
   * Returns one decision per policy, in their order.
   */
  hit(policies: readonly RatePolicy[]): Awaitable<RateDecision[]>;
  /** The same decisions without counting. */
  peek(policies: readonly RatePolicy[]): Awaitable<RateDecision[]>;
  /** Returns a hit to each bucket: the attempt need not count. */
  refund(policies: readonly BucketPolicy[]): Awaitable<void>;
};

export function isWindow(policy: RatePolicy): policy is WindowPolicy {
  return "windowMs" in policy;
}

/** For `Retry-After` and rate limit headers: whole seconds, at least one unless nothing was counted. */
export function toResetSeconds({ resetMs }: Pick<RateDecision, "resetMs">): number {
  return resetMs === 0 ? 0 : Math.max(1, Math.ceil(resetMs / second));
}
