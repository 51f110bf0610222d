import "server-only";
import { createTokenBuckets } from "@/lib/auth/token-buckets";
import { createWaitingLine } from "@/lib/auth/waiting-line";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createLimiter } from "@/lib/http/rate-limit";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

/**
 * Slows down who tries passwords, and locks out nobody: docs/decisions/sign-in-throttle.md. In any 15 minutes a client
 * has at most 50 attempts, 10 of them at one account, and all unknown devices together have 100 at one account.
 */
const accountRefillMs = 11.25 * second;

/** A client keeps its place in the line so long after its turn came. */
const placeGraceMs = 60 * second;

/** Clocks of tests stand in for the process's. */
export function createSignInThrottle(now?: () => number) {
  const clients = createTokenBuckets({ capacity: 20, refillMs: 30 * second, now });
  const accountsByClient = createTokenBuckets({ capacity: 5, refillMs: 3 * minute, now });
  const accounts = createTokenBuckets({ capacity: 20, refillMs: accountRefillMs, now });
  const devices = createTokenBuckets({ capacity: 10, refillMs: 90 * second, now });
  const line = createWaitingLine({ maxLength: 32, maxLines: 10_000, now });
  const time = now ?? (() => performance.now());

  return {
    /**
     * Counts an attempt from a device that the account has not signed in from, before it is tried, so that many in
     * parallel gain nothing. Returns how to take it back.
     */
    admitUnknownDevice(email: string, ipAddress: string): () => void {
      const client = toIpBlock(ipAddress);
      const pair = `${client} ${email}`;
      const ownWait = Math.max(clients.waitFor(client, 1), accountsByClient.waitFor(pair, 1));
      if (ownWait > 0) throw slowDown(ownWait);
      // The clients that have tried least are the last to be attackers, and go first.
      const priority = accountsByClient.count(pair);
      const waitBehind = (before: number) => accounts.waitFor(email, before + 1);
      const before = line.join(email, client, {
        priority,
        expiresAt: (count) => time() + waitBehind(count) + placeGraceMs,
      });
      if (before === null) throw slowDown(accountRefillMs);
      if (waitBehind(before) > 0) throw slowDown(waitBehind(before));
      line.leave(email, client);
      const counted = [
        [clients, client],
        [accountsByClient, pair],
        [accounts, email],
      ] as const;
      for (const [buckets, key] of counted) buckets.take(key);
      return () => {
        for (const [buckets, key] of counted) buckets.giveBack(key);
      };
    },
    /** The same for a device that the account has signed in from: it shares no limit with others. */
    admitKnownDevice(deviceId: string): () => void {
      if (!devices.take(deviceId)) throw slowDown(devices.waitFor(deviceId, 1));
      return () => devices.giveBack(deviceId);
    },
  };
}

export const signInThrottle = singleton("sign-in-throttle", () => createSignInThrottle());

const signUpsOfClient = singleton("sign-up-throttle", () =>
  createLimiter({ limit: 30, windowMs: 15 * minute }),
);

/** Sign-up says whether an address has an account: this keeps it from being asked about many. */
export function throttleSignUp(ipAddress: string): void {
  const { allowed, resetSeconds } = signUpsOfClient.hit(toIpBlock(ipAddress));
  if (!allowed) throw slowDown(resetSeconds * second);
}

function slowDown(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / second);
  const wait = seconds < 60 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new AppError(
    "rate_limited",
    `There were too many attempts. Wait ${wait.replace(/^1 (\w+)s$/, "1 $1")}, then try again.`,
    {
      headers: { "retry-after": String(seconds) },
    },
  );
}
