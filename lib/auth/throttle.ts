import "server-only";
import { createAttemptQueues } from "@/lib/auth/attempt-queues";
import { createTokenBuckets } from "@/lib/auth/token-buckets";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createLimiter } from "@/lib/http/rate-limit";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

/**
 * Slows down password guessing without ever locking an account: docs/decisions/0032-sign-in-throttle.md. In any 15 minutes a
 * client has at most 50 attempts, 10 of them at one account, and all unknown devices together have 100 at one account.
 */
const accountRefillMs = 11.25 * second;

/** A client keeps its queue position this long after its turn. */
const queueGraceMs = 60 * second;

/** Takes a clock, so that tests can control the time. */
export function createSignInThrottle(now?: () => number) {
  const clients = createTokenBuckets({ capacity: 20, refillMs: 30 * second, now });
  const accountsByClient = createTokenBuckets({ capacity: 5, refillMs: 3 * minute, now });
  const accounts = createTokenBuckets({ capacity: 20, refillMs: accountRefillMs, now });
  const devices = createTokenBuckets({ capacity: 10, refillMs: 90 * second, now });
  const queues = createAttemptQueues({ maxLength: 32, maxQueues: 10_000, now });
  const time = now ?? (() => performance.now());

  return {
    /**
     * Counts an attempt from a device that never signed in to the account. Call it before checking the password, so that
     * parallel attempts count too. Returns a function that refunds the attempt.
     */
    countUnknownDeviceAttempt(email: string, ipAddress: string): () => void {
      const client = toIpBlock(ipAddress);
      const pair = `${client} ${email}`;
      const clientWait = Math.max(clients.getWaitMs(client, 1), accountsByClient.getWaitMs(pair, 1));
      if (clientWait > 0) throw createRateLimitError(clientWait);
      // Clients with the fewest attempts go first: they are the least likely attackers.
      const priority = accountsByClient.count(pair);
      const getQueueWaitMs = (position: number) => accounts.getWaitMs(email, position + 1);
      const position = queues.join(email, client, {
        priority,
        expiresAt: (newPosition) => time() + getQueueWaitMs(newPosition) + queueGraceMs,
      });
      if (position === null) throw createRateLimitError(accountRefillMs);
      const queueWait = getQueueWaitMs(position);
      if (queueWait > 0) throw createRateLimitError(queueWait);
      queues.leave(email, client);
      const charged = [
        [clients, client],
        [accountsByClient, pair],
        [accounts, email],
      ] as const;
      for (const [buckets, key] of charged) buckets.take(key);
      return () => {
        for (const [buckets, key] of charged) buckets.giveBack(key);
      };
    },
    /** Counts an attempt from a known device. It has its own limit, which other devices cannot use up. */
    countKnownDeviceAttempt(deviceId: string): () => void {
      if (!devices.take(deviceId)) throw createRateLimitError(devices.getWaitMs(deviceId, 1));
      return () => devices.giveBack(deviceId);
    },
  };
}

export const signInThrottle = singleton("sign-in-throttle", () => createSignInThrottle());

const signUpLimiter = singleton("sign-up-throttle", () =>
  createLimiter({ limit: 30, windowMs: 15 * minute }),
);

/** Limits sign-ups per client, since sign-up reveals whether an email has an account. */
export function throttleSignUp(ipAddress: string): void {
  const { allowed, resetSeconds } = signUpLimiter.hit(toIpBlock(ipAddress));
  if (!allowed) throw createRateLimitError(resetSeconds * second);
}

/**
 * Limits emails with a link to choose a new password: per client, per client and address, and per address. The last limit
 * protects a mailbox against many clients. Unknown addresses have the same limits. Tests pass the clock.
 */
export function createResetThrottle(now?: () => number) {
  const clients = createTokenBuckets({ capacity: 10, refillMs: 2 * minute, now });
  const addressesByClient = createTokenBuckets({ capacity: 3, refillMs: 5 * minute, now });
  const addresses = createTokenBuckets({ capacity: 6, refillMs: 10 * minute, now });

  return {
    countRequest(email: string, ipAddress: string): void {
      const client = toIpBlock(ipAddress);
      const charged = [
        [clients, client],
        [addressesByClient, `${client} ${email}`],
        [addresses, email],
      ] as const;
      const wait = Math.max(...charged.map(([buckets, key]) => buckets.getWaitMs(key, 1)));
      if (wait > 0) throw createRateLimitError(wait);
      for (const [buckets, key] of charged) buckets.take(key);
    },
  };
}

export const resetThrottle = singleton("reset-throttle", () => createResetThrottle());

/**
 * Limits wrong second factors after a right password, from unknown devices. Who has the password guesses 106 of a million codes
 * a day, each valid for at most 90 seconds.
 */
export function createSecondFactorThrottle(now?: () => number) {
  return createTokenBuckets({ capacity: 10, refillMs: 15 * minute, now });
}

export const secondFactorThrottle = singleton("second-factor-throttle", () => createSecondFactorThrottle());

/** Limits sign-ins with a passkey per client: each costs the verification of a signature. */
const passkeyThrottle = singleton("passkey-throttle", () =>
  createTokenBuckets({ capacity: 20, refillMs: 15 * second }),
);

export function throttlePasskey(ipAddress: string): void {
  const client = toIpBlock(ipAddress);
  if (!passkeyThrottle.take(client)) throw createRateLimitError(passkeyThrottle.getWaitMs(client, 1));
}

/** Limits attempts at the password and second factor of a signed-in person: a stolen session must not guess them. */
export function createProofThrottle(now?: () => number) {
  const people = createTokenBuckets({ capacity: 10, refillMs: 90 * second, now });

  return {
    /** Counts an attempt before it is verified. Returns a function that refunds it. */
    countAttempt(personId: string): () => void {
      if (!people.take(personId)) throw createRateLimitError(people.getWaitMs(personId, 1));
      return () => people.giveBack(personId);
    },
  };
}

export const proofThrottle = singleton("proof-throttle", () => createProofThrottle());

/** Limits emails with a link to confirm a new address, per person and per address. */
export function createEmailChangeThrottle(now?: () => number) {
  const people = createTokenBuckets({ capacity: 5, refillMs: 10 * minute, now });
  const addresses = createTokenBuckets({ capacity: 3, refillMs: 20 * minute, now });

  return {
    countRequest(personId: string, email: string): void {
      const wait = Math.max(people.getWaitMs(personId, 1), addresses.getWaitMs(email, 1));
      if (wait > 0) throw createRateLimitError(wait);
      people.take(personId);
      addresses.take(email);
    },
  };
}

export const emailChangeThrottle = singleton("email-change-throttle", () => createEmailChangeThrottle());

/** Limits emails with invitations per author, and per address: several authors cannot flood one mailbox. */
export function createInvitationThrottle(now?: () => number) {
  const authors = createTokenBuckets({ capacity: 30, refillMs: 10 * minute, now });
  const addresses = createTokenBuckets({ capacity: 5, refillMs: 30 * minute, now });

  return {
    countEmail(personId: string, email: string): void {
      const wait = Math.max(authors.getWaitMs(personId, 1), addresses.getWaitMs(email, 1));
      if (wait > 0) throw createRateLimitError(wait);
      authors.take(personId);
      addresses.take(email);
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
