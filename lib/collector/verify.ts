import "server-only";
import type { TrackedWebsite } from "@/lib/collector/queries";
import type { Message } from "@/lib/collector/schema";
import { type Claim, createVerifier } from "@/lib/identity-verification/verify";

/** Whether the message claims no identity, needs no verification, or has a valid one. */
export function isVerified(website: TrackedWebsite, message: Message): boolean {
  const claim = findClaim(message);
  if (claim === undefined) return true;
  const verify = createVerifier(website, { acceptsLegacy: true });
  return !verify || verify(claim, ("verification" in message && message.verification) || "");
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
