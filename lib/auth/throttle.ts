import "server-only";
import { createAttemptQueues } from "@/lib/auth/attempt-queues";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import type { BucketPolicy, RateDecision, RateLimiter } from "@/lib/http/rate-limit/rate-limiter";
import { countHit, rateLimiter } from "@/lib/http/rate-limit/shared-limiter";
import { getInstruments } from "@/lib/metrics/instruments";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

/**
 * Slows down password guessing without ever locking an account: docs/decisions/0032-sign-in-throttle.md. In any 15 minutes a
 * client has at most 50 attempts, 10 of them at one account, and all unknown devices together have 100 at one account.
 */
const accountRefillMs = 11.25 * second;

/** A client keeps its queue position this long after its turn. */
const queueGraceMs = 60 * second;

/** Tests pass a limiter and a clock of their own. */
type GetLimiter = () => RateLimiter;

/** Returns the attempt: it need not count. */
type Refund = () => Promise<void>;

/** Takes a token of each bucket, or none and throws. */
async function takeTokens(limiter: RateLimiter, buckets: readonly BucketPolicy[]): Promise<Refund> {
  const decisions = await limiter.hit(buckets);
  throwPastLimit(buckets, decisions);
  return async () => limiter.refund(buckets);
}

function throwPastLimit(buckets: readonly BucketPolicy[], decisions: readonly RateDecision[]): void {
  const waits = decisions.map(({ allowed, resetMs }) => (allowed ? 0 : resetMs));
  const longest = Math.max(...waits);
  if (longest === 0) return;
  getInstruments()?.countRejection(buckets[waits.indexOf(longest)]?.name ?? "sign-in");
  throw createRateLimitError(longest);
}

/** Milliseconds until a bucket holds that number of tokens. */
function getWaitMs({ remaining, resetMs }: RateDecision, refillMs: number, tokens: number): number {
  return tokens <= remaining ? 0 : resetMs + (tokens - remaining - 1) * refillMs;
}

/** The buckets are shared by all processes; each process has its own queues. */
export function createSignInThrottle(getLimiter: GetLimiter = rateLimiter, now = () => performance.now()) {
  const queues = createAttemptQueues({ maxLength: 32, maxQueues: 10_000, now });

  return {
    /**
     * Counts an attempt from a device that never signed in to the account. Call it before checking the password, so that
     * parallel attempts count too. Returns a function that refunds the attempt.
     */
    async countUnknownDeviceAttempt(email: string, ipAddress: string): Promise<Refund> {
      const client = toIpBlock(ipAddress);
      const pair = `${client} ${email}`;
      const buckets = [
        { name: "sign-in-client", key: client, capacity: 20, refillMs: 30 * second },
        { name: "sign-in-client-account", key: pair, capacity: 5, refillMs: 3 * minute },
        { name: "sign-in-account", key: email, capacity: 20, refillMs: accountRefillMs },
      ];
      const [byClient, byPair, byAccount] = await getLimiter().peek(buckets);
      if (!byClient || !byPair || !byAccount) throw new TypeError("A decision is missing.");
      throwPastLimit(buckets, [byClient, byPair]);
      const getQueueWaitMs = (position: number) => getWaitMs(byAccount, accountRefillMs, position + 1);
      const position = queues.join(email, client, {
        // Clients with the fewest attempts go first: they are the least likely attackers.
        priority: byPair.remaining,
        expiresAt: (newPosition) => now() + getQueueWaitMs(newPosition) + queueGraceMs,
      });
      if (position === null) throw createRateLimitError(accountRefillMs);
      const queueWait = getQueueWaitMs(position);
      if (queueWait > 0) throw createRateLimitError(queueWait);
      const refund = await takeTokens(getLimiter(), buckets);
      queues.leave(email, client);
      return refund;
    },
    /** Counts an attempt from a known device. It has its own limit, which other devices cannot use up. */
    countKnownDeviceAttempt(deviceId: string): Promise<Refund> {
      const device = { name: "sign-in-device", key: deviceId, capacity: 10, refillMs: 90 * second };
      return takeTokens(getLimiter(), [device]);
    },
  };
}

export const signInThrottle = singleton("sign-in-throttle", () => createSignInThrottle());

/** Limits sign-ups per client, since sign-up reveals whether an email has an account. */
export async function throttleSignUp(ipAddress: string): Promise<void> {
  const policy = { name: "sign-up", key: toIpBlock(ipAddress), limit: 30, windowMs: 15 * minute };
  const decision = await countHit(policy);
  if (!decision.allowed) throw createRateLimitError(decision.resetMs);
}

/**
 * Limits emails with a link to choose a new password: per client, per client and address, and per address. The last limit
 * protects a mailbox against many clients. Unknown addresses have the same limits.
 */
export function createResetThrottle(getLimiter: GetLimiter = rateLimiter) {
  return {
    async countRequest(email: string, ipAddress: string): Promise<void> {
      const client = toIpBlock(ipAddress);
      await takeTokens(getLimiter(), [
        { name: "reset-client", key: client, capacity: 10, refillMs: 2 * minute },
        { name: "reset-client-address", key: `${client} ${email}`, capacity: 3, refillMs: 5 * minute },
        { name: "reset-address", key: email, capacity: 6, refillMs: 10 * minute },
      ]);
    },
  };
}

export const resetThrottle = singleton("reset-throttle", () => createResetThrottle());

/**
 * Limits wrong second factors after a right password, from unknown devices. Who has the password guesses 106 of a million codes
 * a day, each valid for at most 90 seconds.
 */
function createSecondFactorThrottle() {
  const toBucket = (personId: string) => ({
    name: "second-factor",
    key: personId,
    capacity: 10,
    refillMs: 15 * minute,
  });

  return {
    async isAllowed(personId: string): Promise<boolean> {
      const [decision] = await rateLimiter().peek([toBucket(personId)]);
      return decision?.allowed ?? false;
    },
    /** Returns whether this was the last one for now. */
    async countWrongCode(personId: string): Promise<{ isLast: boolean }> {
      const { allowed, remaining } = await countHit(toBucket(personId));
      return { isLast: allowed && remaining === 0 };
    },
  };
}

export const secondFactorThrottle = singleton("second-factor-throttle", () => createSecondFactorThrottle());

/** Limits sign-ins with a passkey per client: each costs the verification of a signature. */
export async function throttlePasskey(ipAddress: string): Promise<void> {
  const client = { name: "passkey", key: toIpBlock(ipAddress), capacity: 20, refillMs: 15 * second };
  await takeTokens(rateLimiter(), [client]);
}

export const proofThrottle = {
  /**
   * Limits attempts at the password and second factor of a signed-in person: a stolen session must not guess them. Counts an
   * attempt before it is verified. Returns a function that refunds it.
   */
  countAttempt(personId: string): Promise<Refund> {
    const person = { name: "proof", key: personId, capacity: 10, refillMs: 90 * second };
    return takeTokens(rateLimiter(), [person]);
  },
};

export const emailChangeThrottle = {
  /** Limits emails with a link to confirm a new address, per person and per address. */
  async countRequest(personId: string, email: string): Promise<void> {
    await takeTokens(rateLimiter(), [
      { name: "email-change", key: personId, capacity: 5, refillMs: 10 * minute },
      { name: "email-change-address", key: email, capacity: 3, refillMs: 20 * minute },
    ]);
  },
};

/** Limits emails with invitations per author, and per address: several authors cannot flood one mailbox. */
export function createInvitationThrottle(getLimiter: GetLimiter = rateLimiter) {
  return {
    async countEmail(personId: string, email: string): Promise<void> {
      await takeTokens(getLimiter(), [
        { name: "invitation", key: personId, capacity: 30, refillMs: 10 * minute },
        { name: "invitation-address", key: email, capacity: 5, refillMs: 30 * minute },
      ]);
    },
  };
}

export const invitationThrottle = singleton("invitation-throttle", () => createInvitationThrottle());

function createRateLimitError(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / second);
  const wait = seconds < 60 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new AppError(
    "rate_limited",
    `Too many attempts. Wait ${wait.replace(/^1 (\w+)s$/, "1 $1")}, then try again.`,
    {
      headers: { "retry-after": String(seconds) },
    },
  );
}
