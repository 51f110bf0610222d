import "server-only";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import type { RateDecision, RateLimiter, RatePolicy } from "@/lib/http/rate-limit/rate-limiter";
import { singleton } from "@/lib/singleton";

/** The limiter of everything that protects more than one process. */
export function rateLimiter(): RateLimiter {
  return singleton<RateLimiter>("rate limiter", () => createMemoryLimiter());
}

/** Counts a hit of one policy. */
export async function countHit(policy: RatePolicy): Promise<RateDecision> {
  const [decision] = await rateLimiter().hit([policy]);
  if (!decision) throw new TypeError("The limiter returned no decision.");
  return decision;
}
