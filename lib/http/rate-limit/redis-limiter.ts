import "server-only";
import { createHmac } from "node:crypto";
import type { Redis } from "ioredis";
import {
  type BucketPolicy,
  isWindow,
  type RateDecision,
  type RateLimiter,
  type RatePolicy,
} from "@/lib/http/rate-limit/rate-limiter";
import { redisScript } from "@/lib/http/rate-limit/redis-script";

type Mode = "hit" | "peek" | "refund";
type Decide = (keyCount: number, ...args: (string | number)[]) => Promise<number[]>;

/** Rejects while Redis is away: lib/http/rate-limit/fallback-limiter.ts decides then. */
export interface RedisLimiter extends RateLimiter {
  hit(policies: readonly RatePolicy[]): Promise<RateDecision[]>;
  peek(policies: readonly RatePolicy[]): Promise<RateDecision[]>;
  refund(policies: readonly BucketPolicy[]): Promise<void>;
}

/**
 * The driver for several processes: one script call per request. Requests of one turn of the event loop are sent in one packet.
 * `secret` hides emails and IP addresses of sign-in from readers of Redis. Tests pass a clock in milliseconds.
 */
export function createRedisLimiter(redis: Redis, secret: string, now?: () => number): RedisLimiter {
  // Sends the text once per connection, and again if Redis has forgotten it.
  redis.defineCommand("decideRateLimits", { lua: redisScript });
  const decide = (redis as unknown as { decideRateLimits: Decide }).decideRateLimits.bind(redis);

  function toKey(policy: RatePolicy): string {
    const { name, key } = policy;
    if (isWindow(policy)) return `api-access:${name}:${key}`;
    return `api-access:${name}:${createHmac("sha256", secret).update(key).digest("base64url")}`;
  }

  async function run(mode: Mode, policies: readonly RatePolicy[]): Promise<RateDecision[]> {
    corkForThisTurn(redis);
    const time = now ? Math.round(now() * 1_000) : "";
    const reply = await decide(
      policies.length,
      ...policies.map(toKey),
      mode,
      time,
      ...policies.flatMap((policy) =>
        isWindow(policy)
          ? ["window", policy.limit, policy.windowMs * 1_000]
          : ["bucket", policy.capacity, policy.refillMs * 1_000],
      ),
    );
    return policies.map((policy, index) => ({
      allowed: reply[index * 3] === 1,
      limit: isWindow(policy) ? policy.limit : policy.capacity,
      remaining: reply[index * 3 + 1] ?? 0,
      resetMs: (reply[index * 3 + 2] ?? 0) / 1_000,
    }));
  }

  return {
    hit: (policies) => run("hit", policies),
    peek: (policies) => run("peek", policies),
    refund: async (policies) => {
      await run("refund", policies);
    },
  };
}

function corkForThisTurn({ stream }: Redis): void {
  if (!stream || stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}
