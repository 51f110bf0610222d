import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { TrackedWebsite } from "@/lib/collector/queries";
import type { Message } from "@/lib/collector/schema";
import { openWebsiteSecret } from "@/lib/websites/secret";

/** An identity that a message claims. The kind is part of its proof: "7" can be a user and an account. */
type Claim = { kind: "user" | "email" | "account"; value: string };

/** Whether the message may claim its identity: it claims none, needs no proof, or brings a valid one. */
export function isProven(website: TrackedWebsite, message: Message): boolean {
  const claim = readClaim(message);
  if (claim === undefined || !website.verifiesIdentities) return true;
  if (!website.encryptedSecret) return false;
  const secret = openWebsiteSecret(website.encryptedSecret);
  const given = (("verification" in message && message.verification) || "").toLowerCase();
  if (isEqual(given, computeVerification(secret, claim))) return true;
  return claim.kind === "user" && isEqual(given, computeUnboundVerification(secret, claim.value));
}

/** The proof that a website's server gives its pages: HMAC-SHA256 of "kind:value" with the website's secret, in hex. */
export function computeVerification(secret: string, { kind, value }: Claim): string {
  return computeUnboundVerification(secret, `${kind}:${value}`);
}

/** The proof of earlier set-up code, which signs the bare id. It is valid for user ids only. */
export function computeUnboundVerification(secret: string, userId: string): string {
  return createHmac("sha256", secret).update(userId).digest("hex");
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The stronger identifier of a user, where a message has both. */
function readClaim(message: Message): Claim | undefined {
  if (message.type === "identify") {
    const { userId, email } = message;
    if (userId !== undefined) return { kind: "user", value: userId };
    return email === undefined ? undefined : { kind: "email", value: email };
  }
  if (!("accountId" in message) || message.accountId === undefined) return undefined;
  return { kind: "account", value: message.accountId };
}
