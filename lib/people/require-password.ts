import "server-only";
import { verifyPassword } from "@/lib/auth/password";
import { proofThrottle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { findCredentialsById } from "@/lib/people/queries";
import type { SignedInPerson } from "@/lib/sessions/schema";
import { minute } from "@/lib/time";

/** A person without a password must have signed in within this time. */
const recentSignIn = 10 * minute;

/**
 * Verifies the current password of a signed-in person before a change of their account. Returns the credentials that it
 * belongs to. A person without a password must have signed in recently.
 */
export async function requirePassword(
  { id, verifiedAt }: SignedInPerson,
  password: string,
  now = Date.now(),
): Promise<{ sessionVersion: number }> {
  const credentials = await findCredentialsById(id);
  if (!credentials) throw new AppError("not_found", "This account was deleted.");
  if (credentials.passwordHash === null) {
    if (now - verifiedAt.getTime() < recentSignIn) return credentials;
    throw new AppError("forbidden", "Sign out and in again, then repeat this within 10 minutes.");
  }
  const refundAttempt = await proofThrottle.countAttempt(id);
  let isValid: boolean;
  try {
    isValid = await verifyPassword(password, credentials.passwordHash, { urgent: true });
  } catch (error) {
    // The password was not verified.
    await refundAttempt();
    throw error;
  }
  if (!isValid) {
    const message = "This is not your current password.";
    throw new AppError("bad_request", message, { issues: [{ path: "currentPassword", message }] });
  }
  await refundAttempt();
  return credentials;
}
