import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { decryptVerificationSecret } from "@/lib/identity-verification/secret";

/** An identity that a message claims. Its type is signed, too: "7" can be a user and an account. */
export type Claim = { type: "user" | "email" | "account"; value: string };

/** Whether a proof is valid for the claim. */
export type Verifier = (claim: Claim, verification: string) => boolean;

type VerificationSettings = { verifiesIdentities: boolean; encryptedSecret: Uint8Array | null };

/**
 * The verifier of a website or connector. Undefined if its messages need no proof. A legacy proof signs the id without its
 * type, as older set-up code of websites does, and is valid for user ids only.
 */
export function createVerifier(
  { verifiesIdentities, encryptedSecret }: VerificationSettings,
  { acceptsLegacy = false } = {},
): Verifier | undefined {
  if (!verifiesIdentities) return undefined;
  if (!encryptedSecret) return () => false;
  const secret = decryptVerificationSecret(encryptedSecret);
  return (claim, verification) => {
    const sent = verification.toLowerCase();
    if (isEqual(sent, computeVerification(secret, claim))) return true;
    const isLegacy = acceptsLegacy && claim.type === "user";
    return isLegacy && isEqual(sent, computeLegacyVerification(secret, claim.value));
  };
}

/** HMAC-SHA256 of "type:value" with the secret, in hex. The customer's server computes it for its pages. */
export function computeVerification(secret: string, { type, value }: Claim): string {
  return computeLegacyVerification(secret, `${type}:${value}`);
}

export function computeLegacyVerification(secret: string, userId: string): string {
  return createHmac("sha256", secret).update(userId).digest("hex");
}

function isEqual(sent: string, expected: string): boolean {
  const [left, right] = [Buffer.from(sent), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
