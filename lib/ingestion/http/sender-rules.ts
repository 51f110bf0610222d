import "server-only";
import { isbot } from "isbot";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { type RatePolicy, toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { countHit, rateLimiter } from "@/lib/http/rate-limit/shared-limiter";
import type { Sender } from "@/lib/ingestion/http/authenticate";
import { type ExclusionReason, type RequestRejection, requestRejections } from "@/lib/ingestion/outcomes";
import { getInstruments } from "@/lib/metrics/instruments";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { minute, second } from "@/lib/time";

/** Requests of one workspace: libraries send a message or a batch with each. */
export const maxRequestsPerSecond = 1_000;

/** Requests that one browser connector accepts from one IP address. An office shares an address. */
export const maxBrowserRequestsPerMinute = 600;

/** A request of a known connector that is rejected as a whole. */
export class RequestRejected extends AppError {
  constructor(
    readonly reason: RequestRejection,
    code: "forbidden" | "rate_limited" = "forbidden",
    headers: Record<string, string> = {},
  ) {
    super(code, requestRejections[reason], { headers });
  }
}

/** Throws unless the connector is on and the request comes from where its type sends. */
export function requireOrigin({ source, connector }: Sender, headers: Headers): void {
  const origin = headers.get("origin");
  if (connector && !connector.enabled) throw new RequestRejected("key_disabled");
  if (source.type !== "browser") {
    if (origin !== null) throw new RequestRejected("server_only");
  } else if (!connector?.allowsAnyDomain) {
    if (origin === null) throw new RequestRejected("browser_only");
    const domain = URL.canParse(origin) ? findRegistrableDomain(new URL(origin).hostname) : undefined;
    if (!domain || !source.domains.includes(domain)) throw new RequestRejected("foreign_domain");
  }
}

/** Why the messages of this browser are not stored; null to store them. */
export function findExclusion({ source, connector }: Sender, headers: Headers): ExclusionReason | null {
  if (source.type !== "browser") return null;
  const userAgent = headers.get("user-agent");
  if (!userAgent || isbot(userAgent)) return "bot";
  const isOptedOut = headers.get("sec-gpc") === "1" || headers.get("dnt") === "1";
  return isOptedOut && connector?.honorsOptOut ? "opted_out" : null;
}

/** Counts the request against the limits of its sender and its workspace, in all or in none. */
export async function enforceSenderLimits({ source, caller }: Sender, ipAddress: string): Promise<void> {
  const policies: RatePolicy[] = [
    { name: "sdk", key: source.workspaceId, limit: maxRequestsPerSecond, windowMs: second },
  ];
  if (source.type === "browser")
    policies.push({
      name: "sdk-browser",
      key: `${source.id} ${toIpBlock(ipAddress)}`,
      limit: maxBrowserRequestsPerMinute,
      windowMs: minute,
    });
  if (caller && caller.callsPerMinute !== null)
    policies.push({
      name: "application",
      key: caller.applicationId,
      limit: caller.callsPerMinute,
      windowMs: minute,
    });
  const decisions = await rateLimiter().hit(policies);
  const index = decisions.findIndex(({ allowed }) => !allowed);
  const [exceeded, policy] = [decisions[index], policies[index]];
  if (!exceeded || !policy) return;
  getInstruments()?.countRejection(policy.name);
  throw new RequestRejected("rate_limited", "rate_limited", {
    "retry-after": String(Math.max(1, toResetSeconds(exceeded))),
  });
}

/**
 * Counts a request with an invalid key against its client, never against a workspace. Throws past the limit. Valid keys of
 * the same client are not limited: the servers of a company may share an IP address.
 */
export async function countInvalidKey(ipAddress: string): Promise<void> {
  const decision = await countHit({
    name: "sdk-unknown",
    key: toIpBlock(ipAddress),
    limit: env().RATE_LIMIT_PER_MINUTE,
    windowMs: minute,
  });
  if (decision.allowed) return;
  const seconds = toResetSeconds(decision);
  throw new AppError("rate_limited", `Too many requests with invalid keys. Retry in ${seconds} seconds.`, {
    headers: { "retry-after": String(seconds) },
  });
}
