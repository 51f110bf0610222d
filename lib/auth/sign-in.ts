import "server-only";
import { findKnownDevice } from "@/lib/auth/known-devices";
import { verifyPassword } from "@/lib/auth/password";
import { signInThrottle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { findCredentialsByEmail } from "@/lib/people/queries";
import { SignIn } from "@/lib/people/schema";
import { recordFailedSignIn } from "@/lib/rejections/mutations";

/** Where an attempt comes from. */
export type SignInSource = { ipAddress: string; deviceCookie?: string };

/**
 * The id of the person with this address and password. An unknown address and a wrong password have the same
 * answer, which takes the same time.
 */
export async function signIn(input: unknown, { ipAddress, deviceCookie }: SignInSource): Promise<string> {
  const parsed = SignIn.safeParse(input);
  if (!parsed.success) throw createNoMatchError();
  const { email, password } = parsed.data;

  const credentials = await findCredentialsByEmail(email);
  const deviceId = credentials && findKnownDevice(deviceCookie, credentials);
  const takeBack = deviceId
    ? signInThrottle.countKnownDeviceAttempt(deviceId)
    : signInThrottle.countUnknownDeviceAttempt(email, ipAddress);
  let isRight: boolean;
  try {
    isRight = await verifyPassword(password, credentials?.passwordHash ?? null, {
      urgent: deviceId !== null,
    });
  } catch (error) {
    // The password was not tried.
    takeBack();
    throw error;
  }
  if (!credentials || !isRight) {
    recordFailedSignIn(credentials?.id ?? null, ipAddress);
    throw createNoMatchError();
  }
  takeBack();
  return credentials.id;
}

function createNoMatchError(): AppError {
  return new AppError("unauthorized", "No account has this address and password. Check both and try again.");
}
