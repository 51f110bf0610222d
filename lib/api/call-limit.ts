import "server-only";
import type { Call } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createLimiter, type Limiter } from "@/lib/http/rate-limit";
import { singleton } from "@/lib/singleton";
import { minute } from "@/lib/time";

// Created by the first call: a build has no environment.
function limiter(): Limiter {
  return singleton("api limiter", () =>
    createLimiter({ limit: env().RATE_LIMIT_PER_MINUTE, windowMs: minute }),
  );
}

/** Counts the call against the rate limit, and throws past it. */
export function enforceRateLimit(call: Call, spec: EndpointSpec | null): void {
  // Public endpoints cost little, and a load balancer's probe must never get 429.
  if (spec?.permission === "public") return;
  // A 503 asks the client to retry.
  if (call.rejection?.code === "unavailable") return;
  call.rate = limiter().hit(getLimitKey(call));
  if (call.rate.allowed) return;
  const { limit, resetSeconds } = call.rate;
  throw new AppError(
    "rate_limited",
    `Rate limit of ${limit} calls a minute exceeded. Retry in ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
}

/** On every response: journy.io's Python SDK fails without them. */
export function getRateHeaders(call: Call): Record<string, string> {
  const { limit, remaining, resetSeconds } = call.rate ?? limiter().peek(getLimitKey(call));
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(resetSeconds),
  };
}

/** A rejected key never spends the limit of its workspace: it counts against the client's IP. */
function getLimitKey({ caller, rejection, ipAddress }: Call): string {
  return caller && !rejection ? `workspace ${caller.workspaceId}` : `ip ${toIpBlock(ipAddress)}`;
}
