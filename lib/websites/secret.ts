import "server-only";
import { randomBytes } from "node:crypto";
import { decrypt, encrypt } from "@/lib/encryption";

/** 64 hexadecimal digits, with which the website's server computes proofs. */
export function createWebsiteSecret(): string {
  return randomBytes(32).toString("hex");
}

/** Encrypts the secret. A hash is not enough: verifying a proof needs the secret. */
export function encryptWebsiteSecret(secret: string): Uint8Array<ArrayBuffer> {
  return encrypt(secret, "website secret");
}

/** Decrypts the secret. Throws if NEXTAUTH_SECRET or the bytes changed. */
export function decryptWebsiteSecret(encrypted: Uint8Array): string {
  return decrypt(encrypted, "website secret");
}
