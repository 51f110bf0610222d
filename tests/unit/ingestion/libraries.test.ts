import { describe, expect, it } from "vitest";
import type { Effect } from "@/lib/ingestion/message";
import { getEffect, readSent, readSentBatch } from "@/tests/support/factories/sent-messages";

/** What the libraries send in ways of their own. Each message must have the effect of the plain one. */

const kim = { type: "user", user: { userId: "12345", email: undefined }, traits: new Map([["plan", "Pro"]]) };
const event = {
  type: "activity",
  name: "Report Exported",
  metadata: new Map([["rows", 250]]),
  user: { userId: "12345" },
  time: new Date("2026-11-24T09:00:00.123Z"),
};
const effectsOf = (messages: readonly unknown[], shared?: object): (Effect | undefined)[] =>
  readSentBatch(messages, shared).map(({ effect }) => effect);

describe("analytics-node 3", () => {
  it("sends metadata and the write key beside the fields", () => {
    const message = {
      userId: "12345",
      traits: { plan: "Pro" },
      type: "identify",
      integrations: {},
      timestamp: "2026-11-24T09:00:00.123Z",
      messageId: "node-next-1764000000000-0d5f",
      context: { library: { name: "@segment/analytics-node", version: "3.1.0" } },
      _metadata: { jsRuntime: "node" },
      writeKey: "jwk_1",
    };
    const [identify] = readSentBatch([message], { sentAt: "2026-11-24T09:30:00.000Z", writeKey: "jwk_1" });
    expect(identify).toMatchObject({
      effect: kim,
      messageId: "node-next-1764000000000-0d5f",
      library: "@segment/analytics-node 3.1.0",
      warnings: [],
    });
  });
});

describe("analytics-node 6", () => {
  it("sends a time beside the batch, and objects as user ids in JSON", () => {
    const message = { type: "track", event: "a", timestamp: "2026-11-24T09:00:00.123Z", userId: '{"id":1}' };
    const shared = { timestamp: "2020-01-01T00:00:00.000Z", sentAt: "2026-11-24T09:30:00.000Z" };
    expect(effectsOf([message], shared)).toMatchObject([{ user: { userId: '{"id":1}' }, time: event.time }]);
  });
});

describe("analytics-python", () => {
  it("sends null for absent fields, numbers as ids, and microseconds", () => {
    const absent = { anonymousId: null, name: null, category: null, integrations: {}, context: {} };
    const ids = { userId: 12345, messageId: null, timestamp: "2026-11-24T10:00:00.123456+01:00" };
    const messages = [
      { ...absent, ...ids, type: "identify", traits: { plan: "Pro" } },
      { ...absent, ...ids, type: "track", event: "Report Exported", properties: { rows: 250 } },
      { ...absent, ...ids, type: "page", properties: null },
      { ...absent, ...ids, type: "group", groupId: 99, traits: null },
      { ...absent, ...ids, type: "alias", previousId: 7 },
      { ...absent, ...ids, userId: null, type: "screen" },
    ];
    expect(readSentBatch(messages).map(({ effect, rejection }) => effect ?? rejection)).toMatchObject([
      kim,
      event,
      { name: "page viewed", metadata: new Map(), deviceId: undefined },
      { account: { accountId: "99", domain: undefined }, user: { userId: "12345" } },
      { type: "alias", previousId: "7", userId: "12345" },
      "missing_id",
    ]);
  });
});

describe("analytics-ruby", () => {
  it('sends "" as the name of a page without one, and numbers as ids', () => {
    const page = { type: "page", userId: 1, name: "", properties: { url: "https://acme.com/" } };
    expect(effectsOf([page, { ...page, name: "Inbox" }])).toMatchObject([
      { name: "page viewed", user: { userId: "1" } },
      { name: "screen viewed" },
    ]);
  });
});

describe("analytics-php", () => {
  it("sends [] for empty objects, numbers as ids, and whole seconds", () => {
    const empty = { context: [], integrations: [], traits: [], properties: [] };
    const common = { ...empty, userId: 12345, timestamp: "2026-11-24T09:00:00+00:00" };
    const effects = effectsOf([
      { ...common, type: "identify", traits: { plan: "Pro", address: [] } },
      { ...common, type: "track", event: "a" },
      { ...common, type: "group", groupId: 7 },
    ]);
    expect(effects).toMatchObject([
      { user: { userId: "12345" } },
      { metadata: new Map(), time: new Date("2026-11-24T09:00:00.000Z") },
      { account: { accountId: "7", domain: undefined }, traits: new Map() },
    ]);
  });

  it("keeps all digits of 64-bit ids", () => {
    const json = '{"userId":9007199254740993,"groupId":18446744073709551615}';
    expect(getEffect(readSent("group", json), "account")).toMatchObject({
      account: { accountId: "18446744073709551615" },
      user: { userId: "9007199254740993" },
    });
  });
});

describe.each(["analytics-go", "analytics-java"])("%s", (name) => {
  it("sends its name, the time of sending and a message id only with the batch, and nanoseconds", () => {
    const batch = [
      { type: "identify", userId: "12345", traits: { plan: "Pro" }, messageId: "m1" },
      {
        type: "track",
        userId: "12345",
        event: "Report Exported",
        properties: { rows: 250 },
        messageId: "m2",
        timestamp: "2026-11-24T09:00:00.123456789Z",
      },
    ];
    const shared = {
      messageId: "batch",
      sentAt: "2026-11-24T09:30:00.507103123Z",
      context: { library: { name, version: "3.0.0" } },
    };
    const messages = readSentBatch(batch, shared);
    expect(messages.map(({ messageId, library }) => [messageId, library])).toEqual([
      ["m1", `${name} 3.0.0`],
      ["m2", `${name} 3.0.0`],
    ]);
    expect(messages.map(({ effect }) => effect)).toMatchObject([kim, event]);
  });
});

describe("rudder-sdk-node", () => {
  it("sends the original time, and traits in the context", () => {
    const common = { userId: "12345", channel: "server", originalTimestamp: "2026-11-24T09:00:00.123Z" };
    const messages = [
      { ...common, type: "identify", context: { traits: { plan: "Pro" } } },
      { ...common, type: "identify", traits: { plan: "Pro" }, context: { traits: { plan: "Free" } } },
      {
        ...common,
        type: "track",
        event: "Report Exported",
        properties: { rows: 250 },
        context: { traits: { plan: "Pro" } },
        sentAt: "2026-11-24T09:30:00.000Z",
      },
    ];
    expect(effectsOf(messages)).toMatchObject([kim, kim, event]);
  });
});

describe("analytics-next", () => {
  it("sends the page and the campaign in the context of each message", () => {
    const page = {
      path: "/pricing",
      referrer: "",
      search: "?utm_campaign=launch&token=secret",
      title: "Pricing",
      url: "https://acme.com/pricing?utm_campaign=launch&token=secret",
    };
    const common = {
      anonymousId: "8b0f",
      userId: null,
      context: { page, campaign: { name: "launch" }, locale: "en", timezone: "Europe/Oslo" },
      _metadata: { bundled: ["Segment.io"], unbundled: [], bundledIds: [] },
    };
    const landing = {
      url: "https://acme.com/pricing",
      referrer: undefined,
      parameters: new Map([["utm_campaign", "launch"]]),
    };
    const viewed = getEffect(readSent("page", { ...common, properties: page }), "activity");
    const tracked = getEffect(readSent("track", { ...common, event: "a", properties: {} }), "activity");
    expect(viewed).toMatchObject({ name: "page viewed", page: landing, deviceId: "8b0f", user: undefined });
    expect([...viewed.metadata]).toEqual([
      ["url", "https://acme.com/pricing"],
      ["title", "Pricing"],
      ["utm_campaign", "launch"],
    ]);
    expect(tracked).toMatchObject({ name: "a", page: landing, metadata: new Map() });
  });

  it("sends an alias of an identified browser as an alias of the user to itself", () => {
    expect(readSent("alias", { userId: "u1", previousId: "u1", anonymousId: "8b0f" }).effect).toEqual({
      type: "alias",
      previousId: "u1",
      userId: "u1",
    });
  });
});
