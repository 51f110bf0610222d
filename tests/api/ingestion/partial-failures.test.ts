import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { rejectionReasons } from "@/lib/ingestion/outcomes";
import { createConnectorIn } from "@/tests/support/factories/connector";
import {
  countEventNames,
  countOutcomes,
  describeWorkspace,
} from "@/tests/support/matchers/describe-workspace";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

async function post(path: string, writeKey: string, message: unknown) {
  const headers = { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" };
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(message),
  });
  return { status: response.status, body: await response.json() };
}

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
    const { workspaceId, connector, writeKey } = await createConnectorIn();
    const odd = [...rejected.map(([, message]) => message), ...accepted];
    const batch = Array.from(
      { length: 100 },
      (_, index) =>
        odd[index / 5] ?? { type: "track", userId: "u1", event: "ordered", messageId: `m${index}` },
    );
    const { status, body } = await post("/v1/batch", writeKey, { batch });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      rejected: rejected.map(([code], index) => ({
        ...{ index: index * 5, messageId: expect.any(String), code },
        message: rejectionReasons[code],
      })),
    });
    const events = { ordered: 100 - odd.length, "null everywhere": 1, "list of properties": 1 };
    expect(await countEventNames(workspaceId)).toEqual(events);
    const { users } = await describeWorkspace(workspaceId);
    expect(users).toEqual([
      { userId: "u1", email: null, properties: { email: "no email", note: "\ufffd" } },
      { userId: "u2", email: null, properties: {} },
    ]);
    expect(await countOutcomes(connector.id)).toMatchObject({
      accepted: 100 - rejected.length,
      "rejected invalid_type": 2,
    });
  });
});

it.each(rejected.filter(([reason]) => !reason.endsWith("_type")))(
  "a request with one message is rejected with 400: %s",
  async (reason, message) => {
    const { connector, writeKey } = await createConnectorIn();
    const type = (message as { type?: string }).type ?? "track";
    const { status, body } = await post(`/v1/${type}`, writeKey, message);
    if (reason === "invalid_message") expect(status).toBe(400);
    else {
      expect([status, body.code]).toEqual([400, reason]);
      expect(await countOutcomes(connector.id)).toEqual({ [`rejected ${reason}`]: 1 });
    }
  },
);
