import "server-only";
import type { Call, Quota } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { type RateDecision, toResetSeconds, type WindowPolicy } from "@/lib/http/rate-limit/rate-limiter";
import { rateLimiter } from "@/lib/http/rate-limit/shared-limiter";
import { getInstruments } from "@/lib/metrics/instruments";
import { minute, second } from "@/lib/time";

/** Counts the call against the rate limits, and throws past one of them. */
export async function enforceRateLimit(call: Call, spec: EndpointSpec | null): Promise<void> {
  // Public endpoints cost little, and a load balancer's probe must never get 429.
  if (spec?.permission === "public") return;
  // A 503 asks the client to retry.
  if (call.rejection?.code === "unavailable") return;
  call.quotas = await countCall(call);
  const exceeded = call.quotas.find(({ allowed }) => !allowed);
  if (!exceeded) return;
  const { policy, limit } = exceeded;
  getInstruments()?.countRejection(policy);
  const resetSeconds = toResetSeconds(exceeded);
  const name = policy === "application" ? "The application's rate limit" : "Rate limit";
  throw new AppError(
    "rate_limited",
    `${name} of ${limit} calls a minute exceeded. Retry in ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
}

/** Counts the call in all of its windows or in none: a call that one limit rejects does not spend the other. */
async function countCall(call: Call): Promise<Quota[]> {
  const policies = listPolicies(call);
  return toQuotas(policies, await rateLimiter().hit(policies));
}

async function peekQuotas(call: Call): Promise<Quota[]> {
  const policies = listPolicies(call);
  return toQuotas(policies, await rateLimiter().peek(policies));
}

type CallPolicy = WindowPolicy & { name: Quota["policy"] };

function toQuotas(policies: readonly CallPolicy[], decisions: readonly RateDecision[]): Quota[] {
  return decisions.map((decision, index) => ({ policy: policies[index]?.name ?? "ip", ...decision }));
}

/** A rejected key never spends the limits of its workspace: it counts against the client's IP. */
function listPolicies({ caller, rejection, ipAddress }: Call): CallPolicy[] {
  const shared = { limit: env().RATE_LIMIT_PER_MINUTE, windowMs: minute };
  if (!caller || rejection) return [{ name: "ip", key: toIpBlock(ipAddress), ...shared }];
  const { workspaceId, applicationId, callsPerMinute } = caller;
  const workspace: CallPolicy = { name: "workspace", key: workspaceId, ...shared };
  if (callsPerMinute === null) return [workspace];
  return [{ name: "application", key: applicationId, ...shared, limit: callsPerMinute }, workspace];
}

/**
 * On every response. journy.io's SDKs read X-RateLimit, of the tighter limit: its Python SDK fails without them. The others
 * are those of draft-ietf-httpapi-ratelimit-headers-11, with all limits.
 */
export async function addRateHeaders(headers: Record<string, string>, call: Call): Promise<void> {
  const quotas = call.quotas ?? (await peekQuotas(call));
  const tighter = quotas.reduce((least, quota) => (quota.remaining < least.remaining ? quota : least));
  headers["x-ratelimit-limit"] = String(tighter.limit);
  headers["x-ratelimit-remaining"] = String(tighter.remaining);
  headers["x-ratelimit-reset"] = String(toResetSeconds(tighter));
  headers["ratelimit-policy"] = quotas
    .map(({ policy, limit }) => `"${policy}";q=${limit};w=${minute / second}`)
    .join(", ");
  headers.ratelimit = quotas
    .map((quota) => `"${quota.policy}";r=${quota.remaining};t=${toResetSeconds(quota)}`)
    .join(", ");
}
