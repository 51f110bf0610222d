import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { decrypt, encrypt } from "@/lib/encryption";

/** Secrets of connectors have the purpose of the first ones: another name would make stored secrets unreadable. */
const purpose = "website secret";

/** 64 hexadecimal digits, with which the customer's server computes proofs for its pages. */
export function createVerificationSecret(): string {
  return randomBytes(32).toString("hex");
}

/** Encrypts the secret. A hash is not enough: verifying a proof needs the secret. */
export function encryptVerificationSecret(secret: string): Uint8Array<ArrayBuffer> {
  return encrypt(secret, purpose);
}

/** Decrypts the secret. Throws if NEXTAUTH_SECRET or the bytes changed. */
export function decryptVerificationSecret(encrypted: Uint8Array): string {
  return decrypt(encrypted, purpose);
}

/** The encrypted bytes differ for every secret, so their digest identifies it without revealing it. */
export function toSecretFingerprint(encryptedSecret: Uint8Array): string {
  return createHash("sha256").update(encryptedSecret).digest("hex").slice(0, 16);
}
