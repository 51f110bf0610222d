import "server-only";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createLimiter } from "@/lib/http/rate-limit";
import { singleton } from "@/lib/singleton";
import { hour } from "@/lib/time";

export const maxReportsPerHour = 60;

const limiter = singleton("leak reports", () => createLimiter({ limit: maxReportsPerHour, windowMs: hour }));

/** Counts a report of a client, or one of GitHub's whose signature is wrong. Throws past the limit. */
export function countLeakReport(ipAddress: string): void {
  const { allowed, resetSeconds } = limiter.hit(toIpBlock(ipAddress));
  if (allowed) return;
  throw new AppError(
    "rate_limited",
    `Too many reports from your network. Retry in ${resetSeconds} seconds.`,
    {
      headers: { "retry-after": String(resetSeconds) },
    },
  );
}
