import type { Effect, MessageType, ReadMessage } from "@/lib/ingestion/message";
import { type Envelope, readEnvelope } from "@/lib/ingestion/messages/read-envelope";
import { readMessages } from "@/lib/ingestion/messages/read-messages";

export const receivedAt = new Date("2026-11-24T09:30:00.000Z");

/** Reads the envelope of a valid body: a JSON text, or a value to encode. */
export function readValidEnvelope(body: unknown, type: MessageType | "batch" = "batch"): Envelope {
  const envelope = readEnvelope(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), type);
  if ("problem" in envelope) throw new Error(`The envelope is invalid: ${envelope.problem}.`);
  return envelope;
}

/** Reads a message as the HTTP API sends it. */
export function readSent(type: MessageType, body: unknown): ReadMessage {
  const [message] = readMessages(readValidEnvelope(body, type), receivedAt);
  if (!message) throw new Error("The request has no message.");
  return message;
}

/** Reads the messages of a batch; `shared` are the other fields of the batch. */
export function readSentBatch(messages: readonly unknown[], shared: object = {}): ReadMessage[] {
  return [...readMessages(readValidEnvelope({ ...shared, batch: messages }), receivedAt)];
}

/** The effect of the message, which must have this type. */
export function getEffect<Type extends Effect["type"]>(
  { effect, rejection, exclusion }: ReadMessage,
  type: Type,
): Extract<Effect, { type: Type }> {
  if (effect?.type !== type)
    throw new Error(`Expected the effect '${type}': found '${effect?.type ?? rejection ?? exclusion}'.`);
  return effect as Extract<Effect, { type: Type }>;
}
