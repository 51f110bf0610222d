import { expect, it } from "vitest";
import { AccountIdentification } from "@/lib/contacts/schema/account";
import { Metadata, SentProperties } from "@/lib/contacts/schema/property";
import { UserIdentification } from "@/lib/contacts/schema/user";
import type { Effect, ReadMessage } from "@/lib/ingestion/message";
import { readEnvelope } from "@/lib/ingestion/messages/read-envelope";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import { isStorable } from "@/lib/text/storable";
import { isLonger, Text } from "@/lib/text/text";
import { readValidEnvelope, receivedAt } from "@/tests/support/factories/sent-messages";
import { anyMessageJson } from "@/tests/support/models/any-message";
import { anyText, fc } from "@/tests/support/models/properties";

const runs = { numRuns: 200 };
const batch = fc.array(anyMessageJson, { minLength: 1, maxLength: 5 });
const read = (messages: readonly string[]) => [
  ...readMessages(readValidEnvelope(`{"batch":[${messages}]}`), receivedAt),
];

/** Created message ids differ between two readings. */
function withoutCreatedId({ messageId, ...message }: ReadMessage) {
  return { ...message, messageId: /^[0-9A-HJKMNP-TV-Z]{26}$/.test(messageId) ? "created" : messageId };
}

it("reads each message of a batch as if it were alone", () => {
  fc.assert(
    fc.property(batch, (messages) => {
      const together = read(messages).map(withoutCreatedId);
      const alone = messages.map((json, index) => ({ ...read([json])[0], index }) as ReadMessage);
      expect(together).toEqual(alone.map(withoutCreatedId));
    }),
    runs,
  );
});

it("returns texts and values that can be stored, within the limits", () => {
  let effects = 0;
  fc.assert(
    fc.property(batch, (messages) => {
      for (const message of read(messages)) {
        checkSummary(message);
        if (message.effect) checkEffect(message.effect);
        effects += message.effect ? 1 : 0;
      }
    }),
    runs,
  );
  // Otherwise the messages are so odd that the test checks little.
  expect(effects).toBeGreaterThan(runs.numRuns / 4);
});

function checkSummary({ messageId, type, name, subject, library, payload }: ReadMessage): void {
  expect(isStorable([messageId, type, name, subject, library, payload].join())).toBe(true);
  expect(messageId).not.toBe("");
  for (const text of [messageId, name, subject]) expect(isLonger(text, 255)).toBe(false);
  expect(isLonger(library, 100)).toBe(false);
  expect(payload.length).toBeLessThanOrEqual(32_768);
}

function checkEffect(effect: Effect): void {
  if (effect.type === "user") UserIdentification.parse(effect.user);
  if (effect.type === "account") AccountIdentification.parse(effect.account);
  if (effect.type === "user" || effect.type === "account")
    expect(SentProperties.parse(Object.fromEntries(effect.traits))).toEqual(effect.traits);
  if (effect.type === "alias") [effect.previousId, effect.userId].map((id) => Text(1, 255).parse(id));
  if ("deviceId" in effect && effect.deviceId !== undefined) Text(1, 255).parse(effect.deviceId);
  if (effect.type !== "activity") return;
  Text(1, 255).parse(effect.name);
  expect(Metadata.parse(Object.fromEntries(effect.metadata))).toEqual(effect.metadata);
  expect(effect.time.getTime()).toBeGreaterThanOrEqual(0);
  expect(effect.time.getTime()).toBeLessThanOrEqual(receivedAt.getTime() + 86_400_000);
  expect([effect.user, effect.account, effect.deviceId].some((id) => id !== undefined)).toBe(true);
  if (!effect.page) return;
  const { url, referrer = "", parameters } = effect.page;
  expect(`${url}${referrer}`).not.toMatch(/[?#]|pw@/);
  expect(isStorable([url, referrer, ...(parameters ?? [])].join())).toBe(true);
}

it("never throws, whatever the bytes are", () => {
  const bytes = fc.oneof(
    batch.map((messages) => Buffer.from(`{"batch":[${messages}]}`)),
    fc.json().map((json) => Buffer.from(json)),
    anyText(50).map((text) => Buffer.from(text)),
    fc.uint8Array().map((array) => Buffer.from(array)),
  );
  // Flips a byte, which breaks UTF-8, a bracket, a quote or a name.
  const flipped = fc.tuple(bytes, fc.nat(), fc.nat(255)).map(([body, position, byte]) => {
    if (body.length > 0) body[position % body.length] = byte;
    return body;
  });
  fc.assert(
    fc.property(flipped, fc.constantFrom("batch", "identify", "track", "page"), (body, type) => {
      const envelope = readEnvelope(body, type);
      if (!("problem" in envelope))
        expect([...readMessages(envelope, receivedAt)]).toHaveLength(envelope.messages.length);
    }),
    runs,
  );
});
