import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** A new secret, with which a website's server proves who its visitors are: 64 hexadecimal digits. */
export function createWebsiteSecret(): string {
  return randomBytes(32).toString("hex");
}

/** The secret as it is kept. It has to be read again, because proofs are computed with it: a hash would not do. */
export function sealWebsiteSecret(secret: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, sealingKey(), nonce, { authTagLength: tagLength });
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
}

/** The secret that was sealed. Throws where NEXTAUTH_SECRET is another one by now, or the bytes were changed. */
export function openWebsiteSecret(encrypted: Uint8Array): string {
  const nonce = encrypted.subarray(0, nonceLength);
  const tag = encrypted.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv(algorithm, sealingKey(), nonce, { authTagLength: tagLength });
  decipher.setAuthTag(tag);
  const sealed = encrypted.subarray(nonceLength + tagLength);
  return decipher.update(sealed, undefined, "utf8") + decipher.final("utf8");
}

/** A key of its own: nothing else that NEXTAUTH_SECRET protects is encrypted or signed with it. */
function sealingKey(): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", env().NEXTAUTH_SECRET, "", "api-access website secret", 32));
}
