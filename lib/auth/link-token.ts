import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** Creates the token of an invitation or a password reset: 256 random bits. The database stores only its hash. */
export function createLinkToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashLinkToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
