import "server-only";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { z } from "zod";
import { env } from "@/lib/env";
import type { StoredPasskey } from "@/lib/two-factor/queries";

const rpName = "API access";

/** Browsers bind a passkey to the host name of the public URL. */
function getSite(): { origin: string; rpID: string } {
  const { origin, hostname } = new URL(env().NEXTAUTH_URL);
  return { origin, rpID: hostname };
}

/**
 * Discoverable, so that signing in names no account: a list of a person's passkeys would tell that the account exists and
 * which devices it has.
 */
export async function createRegistrationOptions(
  person: { id: string; name: string; email: string },
  existing: { id: string; transports: string[] }[],
) {
  return generateRegistrationOptions({
    rpName,
    rpID: getSite().rpID,
    userName: person.email,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    attestationType: "none",
    excludeCredentials: existing,
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
  });
}

/** Without passkeys the browser offers all of this site: signing in names no account. */
export async function createSignInOptions(allowCredentials: { id: string; transports: string[] }[] = []) {
  return generateAuthenticationOptions({
    rpID: getSite().rpID,
    userVerification: "preferred",
    allowCredentials,
  });
}

export type VerifiedRegistration = {
  id: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
};

/** Null for an invalid answer. */
export async function verifyRegistration(
  answer: string,
  challenge: string,
): Promise<VerifiedRegistration | null> {
  const { origin, rpID } = getSite();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: parseAnswer(answer) as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: false,
    });
    if (!verified) return null;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    return { id, publicKey, counter, transports: transports.slice(0, 10).map((name) => name.slice(0, 20)) };
  } catch {
    return null;
  }
}

/** The id that an answer claims. Null for an unparsable answer. */
export function readPasskeyId(answer: string): string | null {
  try {
    return parseAnswer(answer).id;
  } catch {
    return null;
  }
}

/** Null for an invalid answer. `userVerified`: the device asked for a PIN or a fingerprint, which is a factor too. */
export async function verifySignInAnswer(
  answer: string,
  challenge: string,
  { id, publicKey, counter, transports }: StoredPasskey,
): Promise<{ counter: number; userVerified: boolean } | null> {
  const { origin, rpID } = getSite();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: parseAnswer(answer) as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      credential: { id, publicKey: Uint8Array.from(publicKey), counter: Number(counter), transports },
      requireUserVerification: false,
    });
    if (!verified) return null;
    return { counter: authenticationInfo.newCounter, userVerified: authenticationInfo.userVerified };
  } catch {
    return null;
  }
}

const Answer = z.looseObject({ id: z.string().max(1400) });

function parseAnswer(answer: string) {
  return Answer.parse(JSON.parse(answer));
}
