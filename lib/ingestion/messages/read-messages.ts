import { createHash } from "node:crypto";
import type { Verifier } from "@/lib/identity-verification/verify";
import { createId } from "@/lib/ids";
import {
  type Effect,
  type MessageSummary,
  type MessageType,
  messageTypes,
  type ReadMessage,
} from "@/lib/ingestion/message";
import { findClaim, readVerification } from "@/lib/ingestion/messages/claim";
import { toEffect } from "@/lib/ingestion/messages/effects";
import {
  findText,
  getField,
  type Ids,
  isObject,
  type MessageFields,
  readIds,
  toFields,
} from "@/lib/ingestion/messages/fields";
import { maxBytesPerMessage } from "@/lib/ingestion/messages/limits";
import type { Envelope } from "@/lib/ingestion/messages/read-envelope";
import type { ExclusionReason, MessageWarning, RejectionReason } from "@/lib/ingestion/outcomes";
import { parseLeniently } from "@/lib/json/parse-leniently";
import { splitObject } from "@/lib/json/split";
import { toStorable } from "@/lib/text/storable";
import { cutText, isLonger } from "@/lib/text/text";

/** How the messages of a source are read. */
export type MessageRules = {
  /** Undefined: the identities that messages claim need no proof. */
  verify?: Verifier | undefined;
  /** Whether Segment's reserved traits get journy.io's names. */
  renamesReservedTraits?: boolean;
};

/** Reads each message of a request alone: an invalid one does not affect the others. Never throws. */
export function* readMessages(
  envelope: Envelope,
  receivedAt: Date,
  rules: MessageRules = {},
): Generator<ReadMessage> {
  for (const [index, json] of envelope.messages.entries()) {
    const warnings = new Set<MessageWarning>();
    const { fields, result } = readMessage(json, { envelope, receivedAt, rules }, warnings);
    yield {
      ...summarize(fields, envelope.type, warnings),
      index,
      payload: toStorable(json.slice(0, maxBytesPerMessage)),
      ...result,
      warnings: [...warnings],
    };
  }
}

type Result = { effect: Effect } | { rejection: RejectionReason } | { exclusion: ExclusionReason };

function readMessage(
  json: string,
  { envelope, receivedAt, rules }: { envelope: Envelope; receivedAt: Date; rules: MessageRules },
  warnings: Set<MessageWarning>,
): { fields: MessageFields; result: Result } {
  if (isTooLarge(json))
    return { fields: merge(readSummaryFields(json), envelope), result: { rejection: "message_too_large" } };
  const parsed = parseLeniently(json);
  if (!isObject(parsed?.value))
    return { fields: merge({}, envelope), result: { rejection: "invalid_message" } };
  if (parsed.hasReplacedCharacters || (envelope.hasInvalidBytes && json.includes("\uFFFD")))
    warnings.add("replaced_characters");
  if (parsed.hasRemovedValues) warnings.add("invalid_values");

  const fields = merge(parsed.value, envelope);
  if (isExcluded(toFields(getField(fields, "integrations"))))
    return { fields, result: { exclusion: "integrations" } };
  const type = envelope.type ?? findType(fields);
  if (type === undefined) return { fields, result: { rejection: "invalid_type" } };
  const ids = readIds(fields);
  if (ids === undefined || (warnings.has("replaced_characters") && hasReplacement(ids)))
    return { fields, result: { rejection: "invalid_id" } };
  const { verify, renamesReservedTraits = false } = rules;
  const effect = toEffect({
    ...{ type, fields, ids, batchSentAt: envelope.sentAt, receivedAt, renamesReservedTraits, warnings },
  });
  if (typeof effect === "string") return { fields, result: { rejection: effect } };
  const claim = verify && findClaim(effect);
  if (claim && !verify(claim, readVerification(fields)))
    return { fields, result: { rejection: "identity_unverified" } };
  return { fields, result: { effect } };
}

/** Different ids become equal where invalid characters are replaced: the message could change another user. */
function hasReplacement(ids: Ids): boolean {
  return Object.values(ids).some((id) => id?.includes("\uFFFD"));
}

function isTooLarge(json: string): boolean {
  // Counting bytes takes time: count only where the UTF-16 length does not decide.
  if (json.length * 3 <= maxBytesPerMessage) return false;
  return json.length > maxBytesPerMessage || Buffer.byteLength(json) > maxBytesPerMessage;
}

/** Adds the batch's context and integrations. Libraries for Go and Java send their name only there. */
function merge(message: MessageFields, { context, integrations }: Envelope): MessageFields {
  return {
    ...message,
    context: { ...context, ...toFields(message.context) },
    integrations: { ...integrations, ...toFields(message.integrations) },
  };
}

const ownNames: readonly string[] = ["journy.io", "journy io"];

/** Whether the sender chose other destinations than this one. */
function isExcluded(integrations: MessageFields): boolean {
  const choices = Object.entries(integrations);
  if (choices.length === 0) return false;
  const own = choices.filter(([name]) => ownNames.includes(name.toLowerCase())).map(([, choice]) => choice);
  if (own.includes(false)) return true;
  const all = choices.find(([name]) => name.toLowerCase() === "all")?.[1];
  return all === false && !own.some((choice) => choice === true || isObject(choice));
}

function findType(fields: MessageFields): MessageType | undefined {
  return messageTypes.find((type) => type === getField(fields, "type"));
}

/** Characters of each text in the lists. */
const maxSummaryLength = 255;
const maxLibraryLength = 100;

function summarize(
  fields: MessageFields,
  urlType: MessageType | undefined,
  warnings: ReadonlySet<MessageWarning>,
): MessageSummary {
  const find = (...names: string[]) =>
    names.map((name) => findText(getField(fields, name))).find((text) => text !== undefined) ?? "";
  const type = urlType ?? findType(fields) ?? "";
  const library = toFields(getField(toFields(getField(fields, "context")), "library"));
  const version = [library.name, library.version].map(findText).filter(Boolean).join(" ");
  const name = type === "group" ? find("groupId") : type === "track" ? find("event") : find("name");
  return {
    messageId: toMessageId(find("messageId"), warnings.has("replaced_characters")),
    type,
    name: cutText(name, maxSummaryLength),
    subject: cutText(find("userId", "anonymousId"), maxSummaryLength),
    library: cutText(version, maxLibraryLength),
  };
}

/**
 * The id by which duplicates are found: a hash of a long one. A repaired id could equal that of another message, which would
 * make this one its duplicate.
 */
function toMessageId(sent: string, isRepaired: boolean): string {
  if (sent === "" || (isRepaired && sent.includes("\uFFFD"))) return createId();
  return isLonger(sent, maxSummaryLength) ? createHash("sha256").update(sent).digest("hex") : sent;
}

const summaryNames = ["type", "messageId", "event", "name", "groupId", "userId", "anonymousId"];

/** The fields of a message that is too large to parse. */
function readSummaryFields(json: string): MessageFields {
  const sent = splitObject(json, new Set(summaryNames)) ?? new Map<string, string>();
  return Object.fromEntries(
    [...sent].flatMap(([name, value]) =>
      value.length > maxBytesPerMessage ? [] : [[name, parseLeniently(value)?.value]],
    ),
  );
}
