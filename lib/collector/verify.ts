import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { TrackedWebsite } from "@/lib/collector/queries";
import type { Message } from "@/lib/collector/schema";
import { decryptWebsiteSecret } from "@/lib/websites/secret";

/** An identity that a message claims. Its type is signed, too: "7" can be a user and an account. */
type Claim = { type: "user" | "email" | "account"; value: string };

/** Whether the message claims no identity, needs no verification, or has a valid one. */
export function isVerified(website: TrackedWebsite, message: Message): boolean {
  const claim = findClaim(message);
  if (claim === undefined || !website.verifiesIdentities) return true;
  if (!website.encryptedSecret) return false;
  const secret = decryptWebsiteSecret(website.encryptedSecret);
  const given = (("verification" in message && message.verification) || "").toLowerCase();
  if (isEqual(given, computeVerification(secret, claim))) return true;
  return claim.type === "user" && isEqual(given, computeLegacyVerification(secret, claim.value));
}

/** HMAC-SHA256 of "type:value" with the website's secret, in hex. The website's server computes it for its pages. */
export function computeVerification(secret: string, { type, value }: Claim): string {
  return computeLegacyVerification(secret, `${type}:${value}`);
}

/** Signs the id without its type, as older set-up code does. Valid for user ids only. */
export function computeLegacyVerification(secret: string, userId: string): string {
  return createHmac("sha256", secret).update(userId).digest("hex");
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The user id comes before the email. */
function findClaim(message: Message): Claim | undefined {
  if (message.type === "identify") {
    const { userId, email } = message;
    if (userId !== undefined) return { type: "user", value: userId };
    return email === undefined ? undefined : { type: "email", value: email };
  }
  if (!("accountId" in message) || message.accountId === undefined) return undefined;
  return { type: "account", value: message.accountId };
}
