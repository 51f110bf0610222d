import "server-only";
import { env } from "@/lib/env";
import { createMemoryLimiter, type MemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import type { OpenRedis } from "@/lib/http/rate-limit/open-redis";
import type { RateDecision, RateLimiter, RatePolicy } from "@/lib/http/rate-limit/rate-limiter";
import { getInstruments } from "@/lib/metrics/instruments";
import { singleton } from "@/lib/singleton";
import { createSupervisorLimiter, findSupervisor } from "@/lib/workers/supervisor-limiter";

type Shared = { memory: MemoryLimiter; supervisor: RateLimiter | null; redis?: OpenRedis };

const shared = singleton<Shared>("rate limiter", () => {
  const memory = createMemoryLimiter();
  const channel = findSupervisor();
  return { memory, supervisor: channel && createSupervisorLimiter(channel, memory) };
});

/**
 * The limiter of everything that protects more than one process: Redis if it was opened, otherwise the supervisor of several
 * processes, otherwise memory.
 */
export function rateLimiter(): RateLimiter {
  return shared.redis?.limiter ?? shared.supervisor ?? shared.memory;
}

/** Counts a hit of one policy. */
export async function countHit(policy: RatePolicy): Promise<RateDecision> {
  const [decision] = await rateLimiter().hit([policy]);
  if (!decision) throw new TypeError("The limiter returned no decision.");
  if (!decision.allowed) getInstruments()?.countRejection(policy.name);
  return decision;
}

/** Opens the limiter of REDIS_URL, if it is set. Throws if Redis rejects the login. */
export async function openRateLimiter(): Promise<void> {
  const { REDIS_URL } = env();
  if (!REDIS_URL || shared.redis) return;
  // Loaded only if it is used.
  const { openRedis } = await import("@/lib/http/rate-limit/open-redis");
  shared.redis = await openRedis(REDIS_URL, shared.memory);
}

export function closeRateLimiter(): void {
  shared.redis?.close();
  delete shared.redis;
}

/** For operators. `isDegraded`: Redis is configured and away. */
export function getLimiterState(): { driver: "memory" | "supervisor" | "redis"; isDegraded: boolean } {
  if (!shared.redis) return { driver: shared.supervisor ? "supervisor" : "memory", isDegraded: false };
  return { driver: "redis", isDegraded: shared.redis.limiter.findOutage() !== null };
}
