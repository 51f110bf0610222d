import "server-only";
import { markChallengeUsed, touchPasskey } from "@/lib/two-factor/mutations";
import { readPasskeyId, verifySignInAnswer } from "@/lib/two-factor/passkeys";
import { findPasskey } from "@/lib/two-factor/queries";
import { type Challenge, readChallenge } from "@/lib/two-factor/sign-in-state";

/** The person of an accepted passkey. `userVerified`: the device verified a PIN or a fingerprint. */
export type AcceptedPasskey = { person: { id: string; sessionVersion: number }; userVerified: boolean };

/** Verifies the answer to the challenge of this browser. Null if it is invalid, too late, or was accepted before. */
export async function acceptPasskey(
  use: Challenge["use"],
  answer: string,
  now = Date.now(),
): Promise<AcceptedPasskey | null> {
  const challenge = await readChallenge(use, now);
  const id = readPasskeyId(answer);
  if (!challenge || id === null) return null;
  const passkey = await findPasskey(id);
  if (!passkey || (challenge.personId !== null && challenge.personId !== passkey.person.id)) return null;
  const verified = await verifySignInAnswer(answer, challenge.challenge, passkey);
  if (!verified) return null;
  if (!(await markChallengeUsed(challenge.challenge, new Date(challenge.expiresAt), now))) return null;
  await touchPasskey(id, verified.counter, now);
  return { person: passkey.person, userVerified: verified.userVerified };
}
