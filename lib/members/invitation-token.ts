import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** What makes an invitation's link unguessable: 256 random bits. Only its hash is kept. */
export function createInvitationToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashInvitationToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
