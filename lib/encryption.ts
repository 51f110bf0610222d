import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** Each purpose has a separate key, derived from NEXTAUTH_SECRET. Changing a name makes stored values unreadable. */
type Purpose = "website secret" | "email" | "authenticator app" | "sign-in state";

/** Encrypts a text that the server has to read again, where a hash is not enough. */
export function encrypt(text: string, purpose: Purpose): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, deriveKey(purpose), nonce, { authTagLength: tagLength });
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]));
}

/** Throws if NEXTAUTH_SECRET or the bytes changed. */
export function decrypt(encrypted: Uint8Array, purpose: Purpose): string {
  const nonce = encrypted.subarray(0, nonceLength);
  const tag = encrypted.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv(algorithm, deriveKey(purpose), nonce, { authTagLength: tagLength });
  decipher.setAuthTag(tag);
  const ciphertext = encrypted.subarray(nonceLength + tagLength);
  return decipher.update(ciphertext, undefined, "utf8") + decipher.final("utf8");
}

function deriveKey(purpose: Purpose): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", env().NEXTAUTH_SECRET, "", `api-access ${purpose}`, 32));
}
