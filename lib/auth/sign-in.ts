import "server-only";
import { findKnownDevice } from "@/lib/auth/known-devices";
import { verifyPassword } from "@/lib/auth/password";
import { secondFactorThrottle, signInThrottle, throttlePasskey } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { SignIn } from "@/lib/people/schema";
import { recordFailedSignIn } from "@/lib/rejections/mutations";
import type { VerifiedPerson } from "@/lib/sessions/mutations";
import { acceptPasskey } from "@/lib/two-factor/accept-passkey";
import { type MatchedFactor, matchCode } from "@/lib/two-factor/match-code";
import { markFactorUsed, reportWrongCodes } from "@/lib/two-factor/mutations";
import { findSignInCredentials, findStoredFactors } from "@/lib/two-factor/queries";
import type { PendingSignIn } from "@/lib/two-factor/sign-in-state";

export type SignInSource = { ipAddress: string; deviceCookie?: string };

type SignedIn = Required<VerifiedPerson>;

/**
 * Returns the person with this email and password, and this code if they use a second factor. Every mismatch returns the
 * same error in the same time: an unknown email, a wrong password, and a right one without the second factor. The response
 * confirms a password only together with its second factor. docs/decisions/0056-two-factor.md
 */
export async function signIn(input: unknown, source: SignInSource, now = Date.now()): Promise<SignedIn> {
  const parsed = SignIn.safeParse(input);
  if (!parsed.success) throw createNoMatchError();
  const { code = "" } = parsed.data;
  const { credentials, isValid, deviceId, refundAttempt } = await verifyCredentials(parsed.data, source);
  const factor = matchCode(credentials, code, now);
  if (!credentials || !isValid) {
    recordFailedSignIn(credentials?.id ?? null, source.ipAddress);
    throw createNoMatchError();
  }
  if (credentials.isOn) {
    // The first step of a sign-in with two factors. The attempt counts: unlimited ones would show that the password is right.
    if (code === "") throw createNoMatchError();
    await requireFactor(credentials.id, factor, { isKnown: deviceId !== null, now, ...source });
  }
  await refundAttempt();
  return { id: credentials.id, sessionVersion: credentials.sessionVersion };
}

/** Completes a sign-in at a provider with the code of a second factor. */
export async function completePendingSignIn(
  { personId, sessionVersion }: PendingSignIn,
  code: string,
  source: SignInSource,
  now = Date.now(),
): Promise<SignedIn> {
  const factor = matchCode(await findStoredFactors(personId), code.slice(0, 40), now);
  await requireFactor(personId, factor, { isKnown: false, now, ...source });
  return { id: personId, sessionVersion };
}

/**
 * Returns the person of a passkey. If the device verified a PIN or a fingerprint, it is two factors. Otherwise it needs the
 * password, or the completed sign-in at a provider.
 */
export async function signInByPasskey(
  answer: string,
  input: unknown,
  pending: PendingSignIn | null,
  source: SignInSource,
): Promise<SignedIn> {
  await throttlePasskey(source.ipAddress);
  const accepted = await acceptPasskey("sign-in", answer);
  if (!accepted)
    throw new AppError("unauthorized", "This passkey was not accepted. Try again, or use a code.");
  const { person, userVerified } = accepted;
  if (userVerified || pending?.personId === person.id) return person;
  const parsed = SignIn.safeParse(input);
  if (!parsed.success)
    throw new AppError(
      "unauthorized",
      "This key needs your email and password too. Enter both, then use it.",
    );
  const { credentials, isValid, refundAttempt } = await verifyCredentials(parsed.data, source);
  if (!isValid || credentials?.id !== person.id) {
    recordFailedSignIn(person.id, source.ipAddress);
    throw createNoMatchError();
  }
  await refundAttempt();
  return person;
}

/** Verifies the password and counts the attempt. */
async function verifyCredentials(
  { email, password }: Pick<SignIn, "email" | "password">,
  { ipAddress, deviceCookie }: SignInSource,
) {
  const credentials = await findSignInCredentials(email);
  const deviceId = credentials && findKnownDevice(deviceCookie, credentials);
  const refundAttempt = deviceId
    ? await signInThrottle.countKnownDeviceAttempt(deviceId)
    : await signInThrottle.countUnknownDeviceAttempt(email, ipAddress);
  try {
    const isValid = await verifyPassword(password, credentials?.passwordHash ?? null, {
      urgent: deviceId !== null,
    });
    return { credentials, isValid, deviceId, refundAttempt };
  } catch (error) {
    // The password was not verified.
    await refundAttempt();
    throw error;
  }
}

type FactorAttempt = SignInSource & { isKnown: boolean; now: number };

/** Uses up the factor. Known devices have a limit of their own, so that others cannot keep the person out. */
async function requireFactor(
  personId: string,
  factor: MatchedFactor | null,
  { isKnown, ipAddress, now }: FactorAttempt,
): Promise<void> {
  const isAllowed = isKnown || (await secondFactorThrottle.isAllowed(personId));
  if (isAllowed && factor && (await markFactorUsed(personId, factor, now))) return;
  if (!isKnown && (await secondFactorThrottle.countWrongCode(personId)).isLast) {
    // Not awaited: the time of the response must not tell that the password is right.
    reportWrongCodes(personId, now).catch((error) =>
      logger.error({ err: error }, "An email about wrong codes was not queued."),
    );
  }
  recordFailedSignIn(personId, ipAddress);
  throw createNoMatchError();
}

function createNoMatchError(): AppError {
  return new AppError(
    "unauthorized",
    "The email, the password or the code does not match. Check them. With two-factor sign-in, enter your code too.",
  );
}
