import { describe, expect, it } from "vitest";
import { rejectionReasons } from "@/lib/ingestion/outcomes";
import { createSdkSource } from "@/tests/support/factories/sdk-source";
import { countEventNames, describeWorkspace } from "@/tests/support/matchers/describe-workspace";

/** Messages that are rejected alone, each with its reason. */
const rejected: [reason: keyof typeof rejectionReasons, message: unknown][] = [
  ["invalid_message", "text"],
  ["invalid_type", { type: "delete", userId: "u1" }],
  ["invalid_type", { userId: "u1", event: "ordered" }],
  [
    "message_too_large",
    { type: "track", userId: "u1", event: "large", properties: { text: "x".repeat(40_000) } },
  ],
  ["missing_id", { type: "track", event: "nobody" }],
  ["missing_group_id", { type: "group", userId: "u1" }],
  ["missing_previous_id", { type: "alias", userId: "u1" }],
  ["invalid_id", { type: "identify", userId: "i".repeat(256) }],
  ["invalid_id", { type: "identify", userId: { id: 1 } }],
  ["missing_event", { type: "track", userId: "u1", event: "" }],
  ["invalid_event", { type: "track", userId: "u1", event: "n".repeat(300) }],
  ["invalid_time", { type: "track", userId: "u1", event: "old", timestamp: "1969-12-31T00:00:00Z" }],
];

/** Odd messages that lose a part, or nothing. */
const accepted: unknown[] = [
  { type: "identify", userId: "u1", traits: { email: "no email", note: "\u0000" } },
  {
    type: "track",
    userId: "u1",
    event: "null everywhere",
    ...fillNull("properties", "context", "timestamp", "messageId"),
  },
  { type: "identify", userId: "u2", ...fillNull("anonymousId", "traits", "integrations", "sentAt") },
  { type: "track", userId: "u1", event: "list of properties", properties: ["a"] },
];

function fillNull(...names: string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}

describe("a batch of 100 messages with odd ones among them", () => {
  it("is accepted: each rejection names its message, and the others are stored", async () => {
    const { client, readCounts, send } = await createSdkSource();
    const odd = [...rejected.map(([, message]) => message), ...accepted];
    const batch = Array.from(
      { length: 100 },
      (_, index) =>
        odd[index / 5] ?? { type: "track", userId: "u1", event: "ordered", messageId: `m${index}` },
    );
    const response = await send({ batch });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      success: true,
      rejected: rejected.map(([code], index) => ({
        ...{ index: index * 5, messageId: expect.any(String), code },
        message: rejectionReasons[code],
      })),
    });
    const events = { ordered: 100 - odd.length, "null everywhere": 1, "list of properties": 1 };
    expect(await countEventNames(client.workspaceId)).toEqual(events);
    const { users } = await describeWorkspace(client.workspaceId);
    expect(users).toEqual([
      { userId: "u1", email: null, properties: { email: "no email", note: "\ufffd" } },
      { userId: "u2", email: null, properties: {} },
    ]);
    expect(await readCounts()).toMatchObject({
      accepted: 100 - rejected.length,
      "rejected invalid_type": 2,
    });
  });
});

it.each(rejected.filter(([reason]) => reason !== "invalid_message" && reason !== "invalid_type"))(
  "a request with one message is rejected with 400: %s",
  async (reason, message) => {
    const { readCounts, send } = await createSdkSource();
    const response = await send(message, { path: `/v1/${(message as { type: string }).type}` });
    expect([response.status, (await response.json()).code]).toEqual([400, reason]);
    expect(await readCounts()).toEqual({ [`rejected ${reason}`]: 1 });
  },
);
