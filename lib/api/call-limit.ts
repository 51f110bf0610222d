import "server-only";
import type { Call, Quota } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createLimiter, type Limiter } from "@/lib/http/rate-limit";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

// Created by the first call: a build has no environment.
function limiter(): Limiter {
  return singleton("api limiter", () =>
    createLimiter({ limit: env().RATE_LIMIT_PER_MINUTE, windowMs: minute }),
  );
}

/** Counts the call against the rate limits, and throws past one of them. */
export function enforceRateLimit(call: Call, spec: EndpointSpec | null): void {
  // Public endpoints cost little, and a load balancer's probe must never get 429.
  if (spec?.permission === "public") return;
  // A 503 asks the client to retry.
  if (call.rejection?.code === "unavailable") return;
  call.quotas = countCall(call);
  const exceeded = call.quotas.find(({ allowed }) => !allowed);
  if (!exceeded) return;
  const { policy, limit, resetSeconds } = exceeded;
  const name = policy === "application" ? "The application's rate limit" : "Rate limit";
  throw new AppError(
    "rate_limited",
    `${name} of ${limit} calls a minute exceeded. Retry in ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
}

function countCall(call: Call): Quota[] {
  const policies = listPolicies(call);
  // A call that one limit rejects does not spend the other.
  const peeked = policies.length > 1 ? peekQuotas(call) : [];
  if (peeked.some(({ allowed }) => !allowed)) return peeked;
  return policies.map((policy) => ({
    policy,
    ...limiter().hit(toLimitKey(policy, call), findLimit(policy, call)),
  }));
}

function peekQuotas(call: Call): Quota[] {
  return listPolicies(call).map((policy) => ({
    policy,
    ...limiter().peek(toLimitKey(policy, call), findLimit(policy, call)),
  }));
}

/** A rejected key never spends the limits of its workspace: it counts against the client's IP. */
function listPolicies({ caller, rejection }: Call): Quota["policy"][] {
  if (!caller || rejection) return ["ip"];
  return caller.callsPerMinute === null ? ["workspace"] : ["application", "workspace"];
}

/** Undefined: RATE_LIMIT_PER_MINUTE. */
function findLimit(policy: Quota["policy"], { caller }: Call): number | undefined {
  return policy === "application" ? (caller?.callsPerMinute ?? undefined) : undefined;
}

function toLimitKey(policy: Quota["policy"], { caller, ipAddress }: Call): string {
  if (policy === "application") return `application ${caller?.applicationId}`;
  return policy === "workspace" ? `workspace ${caller?.workspaceId}` : `ip ${toIpBlock(ipAddress)}`;
}

/**
 * On every response. journy.io's SDKs read X-RateLimit, of the tighter limit: its Python SDK fails without them. The others
 * are those of draft-ietf-httpapi-ratelimit-headers-11, with all limits.
 */
export function getRateHeaders(call: Call): Record<string, string> {
  const quotas = call.quotas ?? peekQuotas(call);
  const tighter = quotas.reduce((least, quota) => (quota.remaining < least.remaining ? quota : least));
  return {
    "x-ratelimit-limit": String(tighter.limit),
    "x-ratelimit-remaining": String(tighter.remaining),
    "x-ratelimit-reset": String(tighter.resetSeconds),
    "ratelimit-policy": quotas
      .map(({ policy, limit }) => `"${policy}";q=${limit};w=${minute / second}`)
      .join(", "),
    ratelimit: quotas
      .map(({ policy, remaining, resetSeconds }) => `"${policy}";r=${remaining};t=${resetSeconds}`)
      .join(", "),
  };
}
