import "server-only";
import { findKnownDevice } from "@/lib/auth/known-devices";
import { verifyPassword } from "@/lib/auth/password";
import { signInThrottle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { findCredentialsByEmail } from "@/lib/people/queries";
import { SignIn } from "@/lib/people/schema";
import { recordFailedSignIn } from "@/lib/rejections/mutations";
import type { VerifiedPerson } from "@/lib/sessions/mutations";

export type SignInSource = { ipAddress: string; deviceCookie?: string };

/**
 * Returns the person with this email and password. An unknown email and a wrong password return the same error
 * in the same time.
 */
export async function signIn(
  input: unknown,
  { ipAddress, deviceCookie }: SignInSource,
): Promise<Required<VerifiedPerson>> {
  const parsed = SignIn.safeParse(input);
  if (!parsed.success) throw createNoMatchError();
  const { email, password } = parsed.data;

  const credentials = await findCredentialsByEmail(email);
  const deviceId = credentials && findKnownDevice(deviceCookie, credentials);
  const refundAttempt = deviceId
    ? signInThrottle.countKnownDeviceAttempt(deviceId)
    : signInThrottle.countUnknownDeviceAttempt(email, ipAddress);
  let isValid: boolean;
  try {
    isValid = await verifyPassword(password, credentials?.passwordHash ?? null, {
      urgent: deviceId !== null,
    });
  } catch (error) {
    // The password was not verified.
    refundAttempt();
    throw error;
  }
  if (!credentials || !isValid) {
    recordFailedSignIn(credentials?.id ?? null, ipAddress);
    throw createNoMatchError();
  }
  refundAttempt();
  return { id: credentials.id, sessionVersion: credentials.sessionVersion };
}

function createNoMatchError(): AppError {
  return new AppError("unauthorized", "No account has this email and password. Check both and try again.");
}
