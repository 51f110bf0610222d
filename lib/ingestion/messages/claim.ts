import type { Claim } from "@/lib/identity-verification/verify";
import type { Effect } from "@/lib/ingestion/message";
import { getField, type MessageFields, toFields } from "@/lib/ingestion/messages/fields";

/**
 * The identity that a message needs a proof of: its user id, otherwise its email, otherwise its account. A message has one proof,
 * so a proven user may name any account.
 */
export function findClaim(effect: Effect): Claim | undefined {
  if (effect.type === "none") return undefined;
  if (effect.type === "alias") return { type: "user", value: effect.userId };
  const { userId, email } = effect.user ?? {};
  if (userId !== undefined) return { type: "user", value: userId };
  if (email !== undefined) return { type: "email", value: email };
  const accountId = "account" in effect ? effect.account?.accountId : undefined;
  return accountId === undefined ? undefined : { type: "account", value: accountId };
}

/** The proof in `context.verification`, or an empty text. */
export function readVerification(fields: MessageFields): string {
  const verification = getField(toFields(getField(fields, "context")), "verification");
  return typeof verification === "string" ? verification : "";
}
