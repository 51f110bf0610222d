import { type AccountIdentification, Domain } from "@/lib/contacts/schema/account";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { Email, type UserIdentification } from "@/lib/contacts/schema/user";
import type { ActivityEffect, Effect, MessageType } from "@/lib/ingestion/message";
import {
  findText,
  getField,
  type Ids,
  isObject,
  type MessageFields,
  toFields,
} from "@/lib/ingestion/messages/fields";
import { maxSentNameLength } from "@/lib/ingestion/messages/limits";
import { readMessagePage, toLandingPage, toPageMetadata } from "@/lib/ingestion/messages/page";
import { toMetadata, toProperties } from "@/lib/ingestion/messages/properties";
import { renameReservedTraits } from "@/lib/ingestion/messages/reserved-traits";
import { readTime } from "@/lib/ingestion/messages/time";
import type { MessageWarning, RejectionReason } from "@/lib/ingestion/outcomes";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { cutText, isLonger } from "@/lib/text/text";

/** A message with what its request adds to it. */
export type SentMessage = {
  type: MessageType;
  /** Its context includes that of the batch. */
  fields: MessageFields;
  ids: Ids;
  /** By the sender's clock. */
  batchSentAt: number | undefined;
  receivedAt: Date;
  /** Whether Segment's reserved traits get journy.io's names. */
  renamesReservedTraits: boolean;
  warnings: Set<MessageWarning>;
};

/** The effect of the message, or the reason for its rejection. */
export function toEffect(message: SentMessage): Effect | RejectionReason {
  switch (message.type) {
    case "identify":
      return toUserEffect(message);
    case "group":
      return toAccountEffect(message);
    case "alias":
      return toAliasEffect(message);
    default:
      return toActivityEffect(message);
  }
}

function toUserEffect(message: SentMessage): Effect | RejectionReason {
  const { fields, ids, warnings } = message;
  const { userId, anonymousId: deviceId } = ids;
  if (userId === undefined && deviceId === undefined) return "missing_id";
  const named = nameTraits("user", readTraits(fields, warnings), message);
  const { email, traits } = splitEmail(named, warnings);
  if (userId === undefined && email === undefined) {
    if (traits.size > 0) warnings.add("anonymous_traits");
    return { type: "none" };
  }
  return { type: "user", user: { userId, email }, traits, deviceId };
}

type Traits = ReturnType<typeof toProperties>;

/** Includes `context.traits`, where RudderStack's libraries send them. */
function readTraits(fields: MessageFields, warnings: Set<MessageWarning>): Traits {
  const traits = getField(fields, "traits");
  const contextTraits = toFields(getField(toFields(getField(fields, "context")), "traits"));
  return toProperties(
    isObject(traits) ? { ...contextTraits, ...traits } : (traits ?? contextTraits),
    warnings,
  );
}

function nameTraits(kind: ContactKind, traits: Traits, { renamesReservedTraits }: SentMessage): Traits {
  return renamesReservedTraits ? renameReservedTraits(kind, traits) : traits;
}

/** The email identifies the user. An invalid one is a property. */
function splitEmail(
  traits: Traits,
  warnings: Set<MessageWarning>,
): { email: string | undefined; traits: Traits } {
  const sent = traits.get("email") ?? undefined;
  if (sent === undefined) return { email: undefined, traits };
  const email = typeof sent === "string" ? Email.safeParse(sent.trim()).data : undefined;
  if (email !== undefined || sent === "") return { email, traits: omit(traits, "email") };
  warnings.add("invalid_email");
  return { email: undefined, traits };
}

function toAccountEffect(message: SentMessage): Effect | RejectionReason {
  const { fields, ids, warnings } = message;
  const { userId, anonymousId: deviceId, groupId: accountId } = ids;
  if (accountId === undefined) return "missing_group_id";
  const named = nameTraits("account", toProperties(getField(fields, "traits"), warnings), message);
  const { domain, traits } = splitDomain(named, warnings);
  return { type: "account", account: { accountId, domain }, traits, user: toUser(userId), deviceId };
}

/** The domain identifies the account. A website is also a property, as its URL may name a page. */
function splitDomain(
  traits: Traits,
  warnings: Set<MessageWarning>,
): { domain: string | undefined; traits: Traits } {
  const [domain, website] = ["domain", "website"].map((name) => traits.get(name) || undefined);
  const fromDomain = findDomain(domain);
  const found = fromDomain ?? findDomain(website);
  if (found === undefined && (domain ?? website) !== undefined) warnings.add("invalid_domain");
  return { domain: found, traits: fromDomain === undefined ? traits : omit(traits, "domain") };
}

/** The registrable domain of a host or a URL. */
function findDomain(sent: unknown): string | undefined {
  if (typeof sent !== "string") return undefined;
  const text = sent.trim();
  const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : "";
  return Domain.safeParse(findRegistrableDomain(host)).data;
}

function omit(traits: Traits, name: string): Traits {
  return new Map([...traits].filter(([key]) => key !== name));
}

function toAliasEffect({ ids: { previousId, userId } }: SentMessage): Effect | RejectionReason {
  if (previousId === undefined || userId === undefined) return "missing_previous_id";
  return { type: "alias", previousId, userId };
}

function toActivityEffect(message: SentMessage): Effect | RejectionReason {
  const { fields, ids, batchSentAt, receivedAt, warnings } = message;
  const { userId, anonymousId: deviceId, contextGroupId, groupId } = ids;
  const accountId = contextGroupId ?? groupId;
  if (userId === undefined && deviceId === undefined && accountId === undefined) return "missing_id";
  const content = message.type === "track" ? readEvent(message) : readView(message);
  if (typeof content === "string") return content;
  const time = readTime(fields, batchSentAt, receivedAt, warnings);
  if (time === undefined) return "invalid_time";
  const context = toFields(getField(fields, "context"));
  return {
    type: "activity",
    ...content,
    time,
    isActive: getField(context, "active") !== false,
    user: toUser(userId),
    deviceId,
    account: toAccount(accountId),
  };
}

type ActivityContent = Pick<ActivityEffect, "name" | "metadata" | "page">;

function readEvent({ fields, warnings }: SentMessage): ActivityContent | RejectionReason {
  const sent = getField(fields, "event");
  if (sent === undefined) return "missing_event";
  const name = findText(sent);
  if (name === undefined || isLonger(name, maxSentNameLength)) return "invalid_event";
  if (name.trim() === "") return "missing_event";
  const context = toFields(getField(fields, "context"));
  return {
    name,
    metadata: toMetadata(getField(fields, "properties"), warnings),
    page: toLandingPage(readMessagePage(context, {}, warnings)),
  };
}

/** A page with a name is a screen of the product. */
function readView({ type, fields, warnings }: SentMessage): ActivityContent {
  const context = toFields(getField(fields, "context"));
  const properties = toFields(getField(fields, "properties"));
  const page = readMessagePage(context, properties, warnings);
  const sentName = findText(getField(fields, "name"));
  const name = sentName && cutText(sentName, maxSentNameLength);
  if (name !== sentName) warnings.add("long_name");
  const category = getField(fields, "category");
  return {
    name: type === "screen" || name !== undefined ? "screen viewed" : "page viewed",
    metadata: toPageMetadata(page, name, { category, properties }, warnings),
    page: toLandingPage(page),
  };
}

function toUser(userId: string | undefined): UserIdentification | undefined {
  return userId === undefined ? undefined : { userId };
}

function toAccount(accountId: string | undefined): AccountIdentification | undefined {
  return accountId === undefined ? undefined : { accountId };
}
