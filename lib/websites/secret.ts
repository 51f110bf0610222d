import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** 64 hexadecimal digits, with which the website's server computes proofs. */
export function createWebsiteSecret(): string {
  return randomBytes(32).toString("hex");
}

/** Encrypts the secret. A hash is not enough: verifying a proof needs the secret. */
export function encryptWebsiteSecret(secret: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, encryptionKey(), nonce, { authTagLength: tagLength });
  const ciphertext = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]));
}

/** Decrypts the secret. Throws if NEXTAUTH_SECRET or the bytes changed. */
export function decryptWebsiteSecret(encrypted: Uint8Array): string {
  const nonce = encrypted.subarray(0, nonceLength);
  const tag = encrypted.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv(algorithm, encryptionKey(), nonce, { authTagLength: tagLength });
  decipher.setAuthTag(tag);
  const ciphertext = encrypted.subarray(nonceLength + tagLength);
  return decipher.update(ciphertext, undefined, "utf8") + decipher.final("utf8");
}

/** A separate key: NEXTAUTH_SECRET protects other data too. */
function encryptionKey(): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", env().NEXTAUTH_SECRET, "", "api-access website secret", 32));
}
