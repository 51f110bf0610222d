import "server-only";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { countHit } from "@/lib/http/rate-limit/shared-limiter";
import { hour } from "@/lib/time";

export const maxReportsPerHour = 60;

/** Counts a report of a client, or one of GitHub's whose signature is wrong. Throws past the limit. */
export async function countLeakReport(ipAddress: string): Promise<void> {
  const policy = { name: "leak-report", key: toIpBlock(ipAddress), limit: maxReportsPerHour, windowMs: hour };
  const decision = await countHit(policy);
  if (decision.allowed) return;
  const resetSeconds = toResetSeconds(decision);
  throw new AppError(
    "rate_limited",
    `Too many reports from your network. Retry in ${resetSeconds} seconds.`,
    {
      headers: { "retry-after": String(resetSeconds) },
    },
  );
}
