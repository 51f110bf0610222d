import "server-only";
import { verifyPassword } from "@/lib/auth/password";
import { proofThrottle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { findCredentialsById } from "@/lib/people/queries";
import type { Proof } from "@/lib/proofs/schema";
import { recordFailedSignIn } from "@/lib/rejections/mutations";
import { markSessionVerified } from "@/lib/sessions/mutations";
import type { SignedInPerson } from "@/lib/sessions/schema";
import { acceptPasskey } from "@/lib/two-factor/accept-passkey";
import { acceptCode } from "@/lib/two-factor/mutations";
import { createSignInOptions } from "@/lib/two-factor/passkeys";
import { findStoredFactors, listPasskeys } from "@/lib/two-factor/queries";
import { setChallenge } from "@/lib/two-factor/sign-in-state";

/** The ways in which this person can prove who they are. A person with a second factor proves it by that. */
export async function listProofs(personId: string) {
  const [credentials, factors, passkeys] = await Promise.all([
    findCredentialsById(personId),
    findStoredFactors(personId),
    listPasskeys(personId),
  ]);
  const isOn = factors?.isOn ?? false;
  return {
    byPassword: !isOn && credentials?.passwordHash != null,
    byCode: isOn,
    passkeys,
  };
}

/** The same, with the challenge for a passkey. */
export async function beginProof({ id: personId }: SignedInPerson) {
  const { passkeys, ...proofs } = await listProofs(personId);
  if (passkeys.length === 0) return { ...proofs, passkeyOptions: null };
  const passkeyOptions = await createSignInOptions(passkeys);
  await setChallenge({ use: "proof", challenge: passkeyOptions.challenge, personId });
  return { ...proofs, passkeyOptions };
}

/** Verifies a proof and records its time in the session. */
export async function prove(
  person: SignedInPerson,
  proof: Proof,
  ipAddress: string,
  now = Date.now(),
): Promise<void> {
  const refundAttempt = await proofThrottle.countAttempt(person.id);
  if (!(await isValid(person.id, proof, now))) {
    recordFailedSignIn(person.id, ipAddress);
    throw createError(proof.by);
  }
  await refundAttempt();
  await markSessionVerified(person.sessionId, now);
}

async function isValid(personId: string, proof: Proof, now: number): Promise<boolean> {
  if (proof.by === "code") return acceptCode(personId, proof.code, now);
  if (proof.by === "passkey") return (await acceptPasskey("proof", proof.answer, now)) !== null;
  // A password alone is not enough for a person with a second factor.
  if (!(await listProofs(personId)).byPassword) return false;
  const credentials = await findCredentialsById(personId);
  return verifyPassword(proof.password, credentials?.passwordHash ?? null, { urgent: true });
}

function createError(by: Proof["by"]): AppError {
  if (by === "passkey") return new AppError("bad_request", "This passkey was not accepted. Try again.");
  const message =
    by === "password" ? "This is not your password." : "This code is wrong or was used already.";
  return new AppError("bad_request", message, { issues: [{ path: by, message }] });
}
