import { expect, it } from "vitest";
import { createSdkSource } from "@/tests/support/factories/sdk-source";
import { describeWorkspace } from "@/tests/support/matchers/describe-workspace";
import { fc, numRuns } from "@/tests/support/models/properties";

const timestamp = "2025-03-01T08:00:00.500Z";
const [anonymousId, userId] = ["d1", "u1"];

/** One visit as Segment's library for browsers sends it: a request for each message, all at the same time. */
const visit = [
  { type: "page", anonymousId, properties: { url: "https://example.com/" } },
  { type: "track", anonymousId, event: "looked" },
  { type: "identify", anonymousId, userId, traits: { plan: "Pro" } },
  { type: "group", anonymousId, userId, groupId: "g1", traits: { name: "Acme" } },
  { type: "track", anonymousId, userId, event: "ordered", context: { groupId: "g1" } },
  { type: "page", anonymousId, userId, name: "Receipt" },
].map((message, index) => ({ ...message, messageId: `message-${index}`, timestamp }));

it("stores the same whatever the order in which the messages of a browser arrive", async () => {
  const expected = await store(visit);
  expect(expected).toMatchObject({
    users: [{ userId, properties: { plan: "Pro" } }],
    accounts: [{ accountId: "g1", properties: { name: "Acme" } }],
    members: ["g1: u1"],
    devices: ["d1: u1"],
    events: [
      { name: "looked", userId },
      { name: "ordered", userId, accountId: "g1" },
      { userId },
      { userId },
    ],
  });
  const orders = fc.shuffledSubarray(visit, { minLength: visit.length });
  await fc.assert(
    fc.asyncProperty(orders, async (messages) => {
      expect(await store(messages)).toEqual(expected);
    }),
    { numRuns: numRuns({ usual: 8, deep: 100 }) },
  );
});

async function store(messages: readonly { type: string }[]) {
  const { client, send } = await createSdkSource({ type: "browser" });
  for (const message of messages) {
    const response = await send(message, { path: `/v1/${message.type.charAt(0)}` });
    expect(response.status, await response.text()).toBe(200);
  }
  return describeWorkspace(client.workspaceId);
}
