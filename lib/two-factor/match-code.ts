import "server-only";
import { decrypt } from "@/lib/encryption";
import { logger } from "@/lib/logger";
import { findStep } from "@/lib/two-factor/authenticator-app";
import { findRecoveryHash } from "@/lib/two-factor/recovery-codes";

/** The stored factors of a person, as loaded with their password. */
export type StoredFactors = {
  appSecret: Uint8Array | null;
  recoveryHashes: string[];
  isOn: boolean;
};

/** The factor that a code belongs to. It is used up by `markFactorUsed`. */
export type MatchedFactor = { step: number } | { recoveryHash: string };

/** Compared with for accounts without an app: the time must not tell which accounts have one. */
const decoySecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** Returns the factor that the code belongs to, or null. Takes the same time for accounts without factors. */
export function matchCode(factors: StoredFactors | null, code: string, now: number): MatchedFactor | null {
  const digits = code.replace(/\s/g, "");
  const secret = factors?.appSecret ? readSecret(factors.appSecret) : null;
  const step = findStep(secret ?? decoySecret, digits, now);
  const recoveryHash = findRecoveryHash(factors?.recoveryHashes ?? [], code);
  if (secret !== null && step !== null) return { step };
  return recoveryHash === null ? null : { recoveryHash };
}

function readSecret(encrypted: Uint8Array): string | null {
  try {
    return decrypt(encrypted, "authenticator app");
  } catch {
    logger.error("NEXTAUTH_SECRET has changed: authenticator apps that were set up before do not work.");
    return null;
  }
}
