import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { MessageType, ReadMessage } from "@/lib/ingestion/message";
import { type Envelope, readEnvelope } from "@/lib/ingestion/messages/read-envelope";
import { type MessageRules, readMessages } from "@/lib/ingestion/messages/read-messages";

/** Bytes of a body, or characters of messages, that are read without a break: about 5 ms. */
const maxLengthOfTurn = 131_072;

/** Waits for its turn if the body is large: see `takeTurn`. */
export async function readEnvelopeInTurn(
  body: Buffer,
  accepts: MessageType | "batch",
): Promise<ReturnType<typeof readEnvelope>> {
  if (body.length > maxLengthOfTurn) await takeTurn();
  return readEnvelope(body, accepts);
}

/** Reads the messages a few at a time. */
export async function readMessagesInTurns(envelope: Envelope, rules: MessageRules): Promise<ReadMessage[]> {
  const messages: ReadMessage[] = [];
  let characters = 0;
  for (const message of readMessages(envelope, new Date(), rules)) {
    messages.push(message);
    characters += message.payload.length;
    if (characters < maxLengthOfTurn) continue;
    characters = 0;
    await takeTurn();
  }
  return messages;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** One turn of the event loop for each caller: other requests are answered between the parts of any number of batches. */
function takeTurn(): Promise<unknown> {
  lastTurn = lastTurn.then(() => nextTurn());
  return lastTurn;
}
