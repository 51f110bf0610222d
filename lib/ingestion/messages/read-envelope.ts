import { isUtf8 } from "node:buffer";
import type { MessageType } from "@/lib/ingestion/message";
import { findText, type MessageFields, toFields } from "@/lib/ingestion/messages/fields";
import { maxBatchMessages, maxBytesPerMessage } from "@/lib/ingestion/messages/limits";
import { parseTime } from "@/lib/ingestion/messages/time";
import { parseLeniently } from "@/lib/json/parse-leniently";
import { splitList, splitObject } from "@/lib/json/split";

/** A request: its messages, and the fields of a batch that belong to each of them. */
export type Envelope = {
  /** Of the body, otherwise of its first message that is not too large. */
  writeKey: string | undefined;
  /** The type that the URL names; undefined for a batch. */
  type: MessageType | undefined;
  /** The JSON of each message, not validated. */
  messages: string[];
  context: MessageFields;
  integrations: MessageFields;
  /** By the sender's clock, in milliseconds since 1970. */
  sentAt: number | undefined;
  /** The body is not UTF-8: invalid bytes became U+FFFD. */
  hasInvalidBytes: boolean;
};

type EnvelopeProblem = { problem: "invalid_body" | "body_too_large" };

/** Finds the messages of a request without parsing them, so that each can be invalid alone. */
export function readEnvelope(body: Buffer, type: MessageType | "batch"): Envelope | EnvelopeProblem {
  const text = new TextDecoder().decode(body);
  const hasInvalidBytes = !isUtf8(body);
  const shared = splitObject(text, new Set(["writeKey", "batch", "context", "integrations", "sentAt"]));
  if (!shared) return { problem: "invalid_body" };
  const writeKey = readWriteKey(shared);
  if (type !== "batch") return { ...noShared, writeKey, type, messages: [text], hasInvalidBytes };

  const messages = splitList(shared.get("batch") ?? "", maxBatchMessages);
  if (!messages) return { problem: "invalid_body" };
  if (messages.length > maxBatchMessages) return { problem: "body_too_large" };
  const first = messages.find((json) => json.length <= maxBytesPerMessage) ?? "";
  return {
    writeKey: writeKey ?? readWriteKey(splitObject(first, new Set(["writeKey"])) ?? new Map()),
    type: undefined,
    messages,
    context: toFields(parseShared(shared, "context")),
    integrations: toFields(parseShared(shared, "integrations")),
    sentAt: parseTime(parseShared(shared, "sentAt")),
    hasInvalidBytes,
  };
}

const noShared = { context: {}, integrations: {}, sentAt: undefined };

type SharedFields = ReadonlyMap<string, string>;

/** Undefined if the field is invalid or larger than a message may be: the messages count without it. */
function parseShared(shared: SharedFields, name: string): unknown {
  const json = shared.get(name);
  if (json === undefined || json.length > maxBytesPerMessage) return undefined;
  return parseLeniently(json)?.value;
}

const maxWriteKeyLength = 255;

function readWriteKey(shared: SharedFields): string | undefined {
  const key = findText(parseShared(shared, "writeKey"));
  return key && key.length <= maxWriteKeyLength ? key : undefined;
}
