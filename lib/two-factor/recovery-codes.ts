import "server-only";
import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { recoveryCodeCount } from "@/lib/two-factor/schema";

/** 32 characters without i, l, o and u, so a code has 80 random bits. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Creates codes such as "7k2m-9qxz-3f8w-t5nb". */
export function createRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () =>
    Array.from({ length: 4 }, () =>
      Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join(""),
    ).join("-"),
  );
}

/** The codes are random enough for a fast hash. Spelling variants of a person who types it have the same hash. */
export function hashRecoveryCode(code: string): string {
  const normalized = code
    .toLowerCase()
    .replace(/[\s-]+/g, "")
    .replaceAll("o", "0")
    .replace(/[il]/g, "1");
  return createHash("sha256").update(normalized).digest("hex");
}

/** Compares with every hash, so that the time does not depend on which one matches. */
export function findRecoveryHash(hashes: readonly string[], code: string): string | null {
  const hash = hashRecoveryCode(code);
  let found: string | null = null;
  for (const candidate of hashes)
    if (timingSafeEqual(Buffer.from(candidate), Buffer.from(hash))) found = candidate;
  return found;
}
