import { describe, expect, it } from "vitest";
import type { MessageType } from "@/lib/ingestion/message";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import type { RejectionReason } from "@/lib/ingestion/outcomes";
import {
  getEffect,
  readSent,
  readSentBatch,
  readValidEnvelope,
  receivedAt,
} from "@/tests/support/factories/sent-messages";

const timestamp = "2026-11-24T09:00:00.000Z";

describe("identify", () => {
  it("returns the user with the email as an identifier and the other traits as properties", () => {
    const message = readSent("identify", {
      userId: "u1",
      anonymousId: "d1",
      traits: { email: " Kim@Northwind.com ", plan: "Pro", seats: 12, newsletter: false, trialEndsAt: null },
    });
    expect(getEffect(message, "user")).toEqual({
      type: "user",
      user: { userId: "u1", email: "kim@northwind.com" },
      traits: new Map<string, unknown>([
        ["plan", "Pro"],
        ["seats", 12],
        ["newsletter", false],
        ["trialEndsAt", null],
      ]),
      deviceId: "d1",
    });
    expect(message.warnings).toEqual([]);
  });

  it("stores an invalid email as a property only", () => {
    const message = readSent("identify", { userId: "u1", traits: { email: "kim@" } });
    expect(getEffect(message, "user")).toMatchObject({
      user: { userId: "u1", email: undefined },
      traits: new Map([["email", "kim@"]]),
    });
    expect(message.warnings).toEqual(["invalid_email"]);
  });

  it("removes an email property for null, and ignores an empty email", () => {
    const [removed, empty] = [null, ""].map((email) =>
      getEffect(readSent("identify", { userId: "u1", traits: { email } }), "user"),
    );
    expect(removed?.traits).toEqual(new Map([["email", null]]));
    expect(empty?.traits).toEqual(new Map());
  });

  it("identifies a device's user by email alone", () => {
    const body = { anonymousId: "d1", traits: { email: "kim@northwind.com", plan: "Pro" } };
    expect(getEffect(readSent("identify", body), "user")).toMatchObject({
      user: { userId: undefined, email: "kim@northwind.com" },
      deviceId: "d1",
    });
  });

  it("changes nothing for an anonymous visitor, and warns if traits are lost", () => {
    const lost = readSent("identify", { anonymousId: "d1", traits: { plan: "Pro" } });
    expect(getEffect(lost, "none")).toEqual({ type: "none" });
    expect(lost.warnings).toEqual(["anonymous_traits"]);
    expect(readSent("identify", { anonymousId: "d1" }).warnings).toEqual([]);
  });
});

describe("group", () => {
  it("returns the account, its domain, and the user or device that becomes a member", () => {
    const message = readSent("group", {
      groupId: 1001,
      userId: "u1",
      anonymousId: "d1",
      traits: { name: "Northwind", website: "https://www.northwind.com/about" },
    });
    expect(getEffect(message, "account")).toEqual({
      type: "account",
      account: { accountId: "1001", domain: "northwind.com" },
      traits: new Map([
        ["name", "Northwind"],
        ["website", "https://www.northwind.com/about"],
      ]),
      user: { userId: "u1" },
      deviceId: "d1",
    });
    expect(message).toMatchObject({ name: "1001", subject: "u1", warnings: [] });
  });

  it.each([
    ["a domain", { domain: "Northwind.com" }, "northwind.com"],
    ["a host", { domain: "app.northwind.co.uk" }, "northwind.co.uk"],
    ["a website without a scheme", { website: "northwind.com/about" }, "northwind.com"],
    ["a website of another alphabet", { website: "http://münchen.de" }, "xn--mnchen-3ya.de"],
    ["the domain before the website", { website: "https://a.com", domain: "b.com" }, "b.com"],
    ["the website if the domain is invalid", { website: "https://a.com", domain: "b" }, "a.com"],
  ])("reads %s", (_, traits, domain) => {
    const message = readSent("group", { groupId: "a1", traits });
    expect(getEffect(message, "account").account.domain).toBe(domain);
    expect(message.warnings).toEqual([]);
  });

  it.each(["localhost", "https://127.0.0.1/", "co.uk", "not a domain", "https://", 5])(
    "stores the website %s as a property only",
    (website) => {
      const message = readSent("group", { groupId: "a1", traits: { website } });
      expect(getEffect(message, "account")).toMatchObject({
        account: { accountId: "a1", domain: undefined },
        traits: new Map([["website", website]]),
      });
      expect(message.warnings).toEqual(["invalid_domain"]);
    },
  );

  it("returns the account alone if the message names nobody", () => {
    const effect = getEffect(readSent("group", { groupId: "a1" }), "account");
    expect(effect).toMatchObject({ user: undefined, deviceId: undefined, traits: new Map() });
  });
});

describe("track", () => {
  it("returns the event of the user, the device and the account", () => {
    const message = readSent("track", {
      userId: "u1",
      anonymousId: "d1",
      event: "Report Exported",
      properties: { format: "csv", rows: 250, columns: ["a", 1], folder: { id: 7 }, note: null },
      context: { groupId: "a1", active: false },
      timestamp,
    });
    expect(getEffect(message, "activity")).toEqual({
      type: "activity",
      name: "Report Exported",
      metadata: new Map<string, unknown>([
        ["format", "csv"],
        ["rows", 250],
        ["columns", '["a",1]'],
        ["folder_id", 7],
      ]),
      time: new Date(timestamp),
      isActive: false,
      user: { userId: "u1" },
      deviceId: "d1",
      account: { accountId: "a1" },
      page: undefined,
    });
    expect(message).toMatchObject({ type: "track", name: "Report Exported", subject: "u1", warnings: [] });
  });

  it("needs one of user, device and account", () => {
    const read = (ids: object) => readSent("track", { event: "a", timestamp, ...ids });
    expect(getEffect(read({ context: { groupId: "a1" } }), "activity")).toMatchObject({
      account: { accountId: "a1" },
      user: undefined,
      deviceId: undefined,
      isActive: true,
    });
    expect(getEffect(read({ groupId: 7 }), "activity").account).toEqual({ accountId: "7" });
    expect(read({}).rejection).toBe("missing_id");
  });

  it("keeps properties that are named like fields of a page", () => {
    const properties = { url: "https://a.com/?b=1", search: "?q=1", path: "/", name: "n", title: "t" };
    const effect = getEffect(readSent("track", { event: "a", userId: "u1", properties }), "activity");
    expect(effect.metadata).toEqual(new Map(Object.entries(properties)));
  });
});

describe("alias", () => {
  it("returns the previous and the new id", () => {
    expect(getEffect(readSent("alias", { previousId: 7, userId: "u1" }), "alias")).toEqual({
      type: "alias",
      previousId: "7",
      userId: "u1",
    });
  });
});

describe("rejections", () => {
  it.each<[string, MessageType, object, RejectionReason]>([
    ["identify without an id", "identify", { traits: { email: "kim@northwind.com" } }, "missing_id"],
    ["group without an id", "group", { userId: "u1", groupId: null }, "missing_group_id"],
    ["track without a name", "track", { userId: "u1", event: "" }, "missing_event"],
    ["track with a blank name", "track", { userId: "u1", event: "  " }, "missing_event"],
    ["track with a list as a name", "track", { userId: "u1", event: ["a"] }, "invalid_event"],
    ["track with a long name", "track", { userId: "u1", event: "e".repeat(256) }, "invalid_event"],
    ["page without an id", "page", { name: "Home" }, "missing_id"],
    ["alias without a previous id", "alias", { userId: "u1" }, "missing_previous_id"],
    ["alias without a user id", "alias", { previousId: "u1", anonymousId: "d1" }, "missing_previous_id"],
    ["an object as an id", "identify", { userId: { id: 1 } }, "invalid_id"],
    ["a boolean as an id", "track", { userId: true, event: "a" }, "invalid_id"],
    ["an account id that is two dots", "track", { userId: "u1", groupId: "..", event: "a" }, "invalid_id"],
    ["a long id", "identify", { userId: "u".repeat(256) }, "invalid_id"],
    ["a long device id", "identify", { userId: "u1", anonymousId: "d".repeat(256) }, "invalid_id"],
    ["the id of an account that is a dot", "group", { groupId: "." }, "invalid_id"],
    // Replaced, it would be the id of another user.
    ["an id with a half surrogate", "identify", { userId: "kim\uD83D" }, "invalid_id"],
    ["a device id with a NUL", "track", { userId: "u1", anonymousId: "d\0", event: "a" }, "invalid_id"],
    ["a previous id with a NUL", "alias", { userId: "u1", previousId: "\0" }, "invalid_id"],
    [
      "a context with an invalid account",
      "track",
      { userId: "u1", event: "a", context: { groupId: [] } },
      "invalid_id",
    ],
    [
      "a time before 1970",
      "track",
      { userId: "u1", event: "a", timestamp: "1969-12-31T23:59:59Z" },
      "invalid_time",
    ],
  ])("rejects %s", (_, type, body, reason) => {
    expect(readSent(type, body)).toMatchObject({ rejection: reason, type });
  });

  it.each([
    ["a text", '"track"'],
    ["null", "null"],
    ["a list", "[]"],
    ["no JSON", '{"type":trac}'],
  ])("rejects %s as a message of a batch, and accepts the others", (_, json) => {
    const valid = '{"type":"alias","previousId":"a","userId":"b"}';
    const [first, second] = readMessages(readValidEnvelope(`{"batch":[${json},${valid}]}`), receivedAt);
    expect(first).toMatchObject({ rejection: "invalid_message", type: "", index: 0, payload: json });
    expect(second).toMatchObject({ effect: { type: "alias" }, index: 1, payload: valid });
  });

  it.each([undefined, "", "Track", "delete", 5, "__proto__"])("rejects the type %s", (type) => {
    const [message] = readSentBatch([{ type, userId: "u1" }]);
    expect(message).toMatchObject({ rejection: "invalid_type", type: "", subject: "u1" });
  });

  it("rejects a message of more than 32 KiB, and still names it", () => {
    const track = (text: string) => ({ type: "track", event: "a", userId: "u1", messageId: "m1", text });
    const size = 32_768 - JSON.stringify(track("")).length;
    const [fits, large, wide] = readSentBatch([
      track("x".repeat(size)),
      track("x".repeat(size + 1)),
      track("é".repeat(size / 2 + 1)),
    ]);
    expect(fits?.rejection).toBeUndefined();
    for (const message of [large, wide])
      expect(message).toMatchObject({
        rejection: "message_too_large",
        type: "track",
        name: "a",
        subject: "u1",
        messageId: "m1",
      });
    expect(large?.payload).toHaveLength(32_768);
  });
});

describe("integrations", () => {
  const read = (integrations: unknown) =>
    readSent("track", { event: "a", userId: "u1", integrations }).exclusion;

  it.each([{ All: false }, { all: false, Mixpanel: true }, { "journy.io": false }, { "Journy IO": false }])(
    "excludes a message with %j",
    (integrations) => {
      expect(read(integrations)).toBe("integrations");
    },
  );

  it.each([
    { All: true },
    { All: false, "journy.io": true },
    { All: false, "journy io": { option: 1 } },
    { Mixpanel: false },
    [],
    null,
    "none",
  ])("accepts a message with %j", (integrations) => {
    expect(read(integrations)).toBeUndefined();
  });
});

describe("message ids", () => {
  it("are as sent, or created if the message has none that can be stored", () => {
    const read = (messageId: unknown) => readSent("alias", { messageId }).messageId;
    expect(read("node-next-1-😀")).toBe("node-next-1-😀");
    expect(read(42)).toBe("42");
    expect(read("m".repeat(255))).toHaveLength(255);
    for (const sent of [undefined, null, "", {}, "a\0", "a\uD800"])
      expect(read(sent)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(read("a\uFFFD")).toBe("a\uFFFD");
  });

  it("that are long are hashed, so that the message is a duplicate when it is sent again", () => {
    const read = (messageId: string) => readSent("alias", { messageId }).messageId;
    const long = "m".repeat(10_000);
    expect(read(long)).toMatch(/^[0-9a-f]{64}$/);
    expect(read(long)).toBe(read(long));
    expect(read(long)).not.toBe(read(`${long}1`));
  });
});

it("keeps the order and the time of arrival of messages without a time", () => {
  const messages = readSentBatch(["a", "b", "c"].map((event) => ({ type: "track", event, userId: "u1" })));
  expect(messages.map((message) => [message.index, getEffect(message, "activity").name])).toEqual([
    [0, "a"],
    [1, "b"],
    [2, "c"],
  ]);
  for (const message of messages) expect(getEffect(message, "activity").time).toEqual(receivedAt);
});
