import "server-only";
import { addressBlock } from "@/lib/api/client-address";
import { createLimiter, type Limiter } from "@/lib/api/rate-limit";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

const windowMs = 15 * minute;

const limiters = singleton("auth-throttle", () => ({
  signInsOfClient: createLimiter({ limit: 50, windowMs }),
  // By client as well: else anybody could keep somebody whose address they know from signing in.
  signInsOfEmailByClient: createLimiter({ limit: 10, windowMs }),
  signInsOfEmail: createLimiter({ limit: 100, windowMs }),
  signUpsOfClient: createLimiter({ limit: 30, windowMs }),
}));

/** Counts an attempt before it is tried, so that many at once gain nothing. */
export function throttleSignIn(email: string, client: string): void {
  hit(limiters.signInsOfClient, addressBlock(client));
  hit(limiters.signInsOfEmailByClient, `${addressBlock(client)} ${email}`);
  hit(limiters.signInsOfEmail, email);
}

export function forgetSignIns(email: string, client: string): void {
  limiters.signInsOfEmailByClient.clear(`${addressBlock(client)} ${email}`);
  limiters.signInsOfEmail.clear(email);
}

/** Sign-up says whether an address has an account: this keeps it from being asked about many. */
export function throttleSignUp(client: string): void {
  hit(limiters.signUpsOfClient, addressBlock(client));
}

function hit(limiter: Limiter, key: string): void {
  const { allowed, resetSeconds } = limiter.hit(key);
  if (allowed) return;
  const minutes = Math.ceil((resetSeconds * second) / minute);
  const wait = minutes === 1 ? "a minute" : `${minutes} minutes`;
  throw new AppError("rate_limited", `There were too many attempts. Try again in ${wait}.`);
}
