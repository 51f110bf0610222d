import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { TrackedWebsite } from "@/lib/collector/queries";
import type { Message } from "@/lib/collector/schema";
import { openWebsiteSecret } from "@/lib/websites/secret";

/** Whether the message may say who it is about: it names nobody, needs no proof, or brings a valid one. */
export function isProven(website: TrackedWebsite, message: Message): boolean {
  const claimed = claimedId(message);
  if (claimed === undefined || !website.verifiesIdentities) return true;
  if (!website.encryptedSecret) return false;
  const proof = Buffer.from(computeVerification(openWebsiteSecret(website.encryptedSecret), claimed));
  const given = Buffer.from((("verification" in message && message.verification) || "").toLowerCase());
  return given.length === proof.length && timingSafeEqual(given, proof);
}

/** The proof that a website's server gives its pages: HMAC-SHA256 of the id with the website's secret, in hex. */
export function computeVerification(secret: string, id: string): string {
  return createHmac("sha256", secret).update(id).digest("hex");
}

/** The stronger name of a user, where a message has both. */
function claimedId(message: Message): string | undefined {
  if (message.type === "identify") return message.userId ?? message.email;
  return "accountId" in message ? message.accountId : undefined;
}
