import { describe, expect, it } from "vitest";
import { maxBatchMessages } from "@/lib/ingestion/messages/limits";
import { readEnvelope } from "@/lib/ingestion/messages/read-envelope";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import { readSentBatch, readValidEnvelope, receivedAt } from "@/tests/support/factories/sent-messages";

const invalidBody = { problem: "invalid_body" };
const read = (body: string | Buffer) => readEnvelope(Buffer.from(body as string), "batch");

describe("readEnvelope", () => {
  it("returns each message's JSON as sent, and the shared fields of the batch", () => {
    const messages = ['{ "type": "track", "n": 1.0 }', '{"type":"alias"}'];
    const sentAt = "2026-11-24T09:30:00Z";
    const body = `{"writeKey":"jwk_1","batch":[${messages}],"context":{"a":1},"integrations":{"All":false},"sentAt":"${sentAt}"}`;
    expect(read(body)).toEqual({
      writeKey: "jwk_1",
      type: undefined,
      messages,
      context: { a: 1 },
      integrations: { All: false },
      sentAt: Date.parse(sentAt),
      hasInvalidBytes: false,
    });
  });

  it("returns the body itself as the message of an endpoint of one type", () => {
    const body = '{"userId":"u1","type":"alias","writeKey":"jwk_1","context":{"a":1}}';
    const envelope = readValidEnvelope(body, "track");
    expect(envelope).toMatchObject({ type: "track", writeKey: "jwk_1", messages: [body], context: {} });
  });

  it("finds the write key in the first message if the batch has none", () => {
    const batch = [{ writeKey: "jwk_1" }, { writeKey: "jwk_2" }];
    expect(readValidEnvelope({ batch }).writeKey).toBe("jwk_1");
    expect(readValidEnvelope({ batch, writeKey: "jwk_0" }).writeKey).toBe("jwk_0");
    expect(readValidEnvelope({ batch: [1], writeKey: null }).writeKey).toBeUndefined();
    expect(readValidEnvelope({ batch: [1], writeKey: "k".repeat(256) }).writeKey).toBeUndefined();
  });

  it("finds the write key behind a message that is too large", () => {
    const batch = [{ text: "x".repeat(40_000) }, { writeKey: "jwk_1" }];
    expect(readValidEnvelope({ batch }).writeKey).toBe("jwk_1");
  });

  it("takes the last of repeated fields", () => {
    expect(read('{"batch":[1],"writeKey":"a","batch":[2],"writeKey":"b"}')).toMatchObject({
      writeKey: "b",
      messages: ["2"],
    });
  });

  it("ignores a byte order mark, and reports invalid bytes", () => {
    expect(read('\uFEFF{"batch":[1]}')).toMatchObject({ messages: ["1"], hasInvalidBytes: false });
    const body = Buffer.from('{"batch":["?"]}');
    body[body.indexOf("?")] = 0xff;
    expect(read(body)).toMatchObject({ messages: ['"\uFFFD"'], hasInvalidBytes: true });
  });

  it.each([
    ["no JSON", "writeKey=jwk_1"],
    ["nothing", ""],
    ["a list", "[]"],
    ["a cut batch", '{"batch":[{"type":"track"}'],
    ["no batch", '{"type":"track"}'],
    ["a batch that is no list", '{"batch":{}}'],
    ["text after the batch", '{"batch":[1]}}'],
    ["4 MiB of brackets", `{"batch":${"[".repeat(4_000_000)}`],
    ["4 MiB of fields", `{${'"a":1,'.repeat(600_000)}"batch":[]}`],
  ])("rejects %s", (_, body) => {
    expect(read(body)).toEqual(invalidBody);
  });

  it("accepts an empty batch", () => {
    expect(readValidEnvelope({ batch: [], writeKey: "jwk_1" })).toMatchObject({
      messages: [],
      writeKey: "jwk_1",
    });
  });

  it("rejects more messages than a request may have", () => {
    const batch = Array(maxBatchMessages).fill(1);
    expect(readValidEnvelope({ batch }).messages).toHaveLength(maxBatchMessages);
    expect(read(JSON.stringify({ batch: [...batch, 1] }))).toEqual({ problem: "body_too_large" });
  });

  it("ignores shared fields that are invalid or larger than a message", () => {
    const context = { library: { name: "x".repeat(40_000) } };
    expect(readValidEnvelope({ batch: [1], context }).context).toEqual({});
    expect(readValidEnvelope('{"batch":[1],"context":{"a":tru}}').context).toEqual({});
    expect(readValidEnvelope({ batch: [1], context: [], integrations: null })).toMatchObject({
      context: {},
      integrations: {},
    });
  });

  it("merges the batch's context and integrations into each message, whose own values win", () => {
    const track = { type: "track", event: "a", userId: "u1" };
    const shared = { context: { library: { name: "analytics-go", version: "3.0.0" }, groupId: "7" } };
    const [first, second] = readSentBatch([track, { ...track, context: { groupId: "8" } }], shared);
    expect(first).toMatchObject({ library: "analytics-go 3.0.0", effect: { account: { accountId: "7" } } });
    expect(second).toMatchObject({ library: "analytics-go 3.0.0", effect: { account: { accountId: "8" } } });

    const large = { ...track, properties: { text: "x".repeat(40_000) } };
    for (const message of readSentBatch([large, "no object"], shared))
      expect(message).toMatchObject({ rejection: expect.any(String), library: "analytics-go 3.0.0" });

    const excluded = { integrations: { All: false } };
    const outcomes = readSentBatch([track, { ...track, integrations: { "journy.io": true } }], excluded);
    expect(outcomes.map(({ exclusion }) => exclusion)).toEqual(["integrations", undefined]);
  });

  it("warns of invalid bytes only the messages that have them", () => {
    const body = Buffer.from(
      JSON.stringify({ batch: ["?", "!"].map((event) => ({ type: "track", event, userId: "u1" })) }),
    );
    body[body.indexOf("?")] = 0xff;
    const envelope = readEnvelope(body, "batch");
    if ("problem" in envelope) throw new Error(envelope.problem);
    const warnings = [...readMessages(envelope, receivedAt)].map((message) => message.warnings);
    expect(warnings).toEqual([["replaced_characters", "unreadable_time"], ["unreadable_time"]]);
  });
});
