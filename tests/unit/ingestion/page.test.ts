import { describe, expect, it } from "vitest";
import { getEffect, readSent } from "@/tests/support/factories/sent-messages";

const ids = { anonymousId: "d1", timestamp: "2026-11-24T09:00:00Z" };
const read = (type: "page" | "screen" | "track", body: object) =>
  getEffect(readSent(type, { ...ids, event: "a", ...body }), "activity");
const warningsOf = (body: object) => readSent("page", { ...ids, ...body }).warnings;

describe("page", () => {
  it("returns the event of our own tracker, with no more of the query than the source", () => {
    const properties = {
      url: "https://www.acme.com/pricing?utm_source=News&token=secret&GCLID=g1#section",
      path: "/pricing",
      search: "?utm_source=News&token=secret",
      title: "Pricing",
      referrer: "https://www.google.com/search?q=secret",
      plan: "Pro",
    };
    const effect = read("page", { properties, context: { page: properties } });
    expect(effect.name).toBe("page viewed");
    expect([...effect.metadata]).toEqual([
      ["url", "https://www.acme.com/pricing"],
      ["title", "Pricing"],
      ["referrer", "https://www.google.com/search"],
      ["utm_source", "News"],
      ["gclid", "g1"],
      ["plan", "Pro"],
    ]);
    expect(effect.page).toEqual({
      url: "https://www.acme.com/pricing",
      referrer: "https://www.google.com/search",
      parameters: new Map([
        ["utm_source", "News"],
        ["gclid", "g1"],
      ]),
    });
  });

  it("is a screen if it has a name", () => {
    const effect = read("page", {
      name: "Inbox",
      category: "Mail",
      properties: { name: "other", search: "q" },
    });
    expect(effect.name).toBe("screen viewed");
    expect([...effect.metadata]).toEqual([
      ["name", "Inbox"],
      ["category", "Mail"],
    ]);
  });

  it.each([undefined, null, "", {}])("has no name if the name is %j", (name) => {
    expect(read("page", { name }).name).toBe("page viewed");
  });

  it("takes what the properties lack from the context", () => {
    const page = { url: "https://acme.com/?utm_medium=email", title: "Home", referrer: "https://a.com/" };
    const effect = read("page", { context: { page }, properties: { title: "Start" } });
    expect(Object.fromEntries(effect.metadata)).toEqual({
      url: "https://acme.com/",
      title: "Start",
      referrer: "https://a.com/",
      utm_medium: "email",
    });
  });

  it("reads the source from the URL, or else from the search and from the campaign of the context", () => {
    const campaign = { name: "launch", source: "mail", medium: "email", term: "t", content: "c" };
    const url = "https://acme.com/?utm_source=url";
    const parameters = (properties: object) =>
      Object.fromEntries(read("page", { properties, context: { campaign } }).page?.parameters ?? []);
    const rest = { utm_campaign: "launch", utm_medium: "email", utm_term: "t", utm_content: "c" };
    expect(parameters({ url })).toEqual({ ...rest, utm_source: "url" });
    expect(parameters({ url: "https://acme.com/", search: "?utm_source=s" })).toEqual({
      ...rest,
      utm_source: "s",
    });
    expect(parameters({ url: "https://acme.com/" })).toEqual({ ...rest, utm_source: "mail" });
  });

  it("keeps the path if there is no URL, and never a query", () => {
    const properties = { path: "/a", search: "?token=secret", url: "/a?token=secret#token" };
    expect(Object.fromEntries(read("page", { properties }).metadata)).toEqual({ url: "/a" });
    expect(Object.fromEntries(read("page", { properties: { path: "/a" } }).metadata)).toEqual({ path: "/a" });
    const odd = { " search ": "?token=secret", url: ["secret"], referrer: true };
    expect(Object.fromEntries(read("page", { properties: odd }).metadata)).toEqual({});
  });

  it("removes the user name and the password from URLs", () => {
    const properties = { url: "https://kim:secret@acme.com/a@b", referrer: "http://kim@a.com" };
    expect(Object.fromEntries(read("page", { properties }).metadata)).toEqual({
      url: "https://acme.com/a@b",
      referrer: "http://a.com",
    });
  });

  it.each(["/pricing", "acme.com", "file:///home/kim", "android-app://com.acme", "https://", "javascript:1"])(
    "begins no visit on %s",
    (url) => {
      expect(read("page", { properties: { url } }).page).toBeUndefined();
    },
  );

  it("cuts long texts, and warns", () => {
    const properties = {
      url: `https://acme.com/${"a".repeat(3_000)}?utm_source=${"s".repeat(600)}`,
      title: "t".repeat(501),
    };
    const { metadata } = read("page", { name: "n".repeat(300), properties });
    expect(metadata.get("url")).toHaveLength(2_048);
    expect(metadata.get("title")).toHaveLength(500);
    expect(metadata.get("utm_source")).toHaveLength(500);
    expect(metadata.get("name")).toHaveLength(255);
    expect(warningsOf({ properties })).toEqual(["long_name"]);
  });

  it("replaces a NUL that the query has percent-encoded", () => {
    const properties = { url: "https://acme.com/?utm_source=a%00b" };
    expect(read("page", { properties }).page?.parameters?.get("utm_source")).toBe("a\uFFFDb");
    expect(warningsOf({ properties })).toEqual(["replaced_characters"]);
  });

  it("keeps at most 250 entries", () => {
    const properties = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`p${index}`, 1]));
    const body = { properties: { ...properties, url: "https://acme.com/" } };
    expect(read("page", body).metadata.size).toBe(250);
    expect(warningsOf(body)).toEqual(["too_many_properties"]);
  });
});

describe("screen", () => {
  it("is a screen with or without a name, and has a page only with a URL", () => {
    const effect = read("screen", { name: "Inbox", properties: { category: "Mail", unread: 3 } });
    expect(effect).toMatchObject({ name: "screen viewed", page: undefined });
    expect([...effect.metadata]).toEqual([
      ["name", "Inbox"],
      ["category", "Mail"],
      ["unread", 3],
    ]);
    expect(read("screen", {})).toMatchObject({ name: "screen viewed", metadata: new Map() });
    expect(read("screen", { context: { page: { url: "https://acme.com/" } } }).page?.url).toBe(
      "https://acme.com/",
    );
  });
});

describe("track", () => {
  it("has the page of its context for visits, and not in the metadata", () => {
    const page = { url: "https://acme.com/a?utm_source=s&token=secret", referrer: "https://a.com/?q=1" };
    const effect = read("track", { context: { page }, properties: { a: 1 } });
    expect([...effect.metadata]).toEqual([["a", 1]]);
    expect(effect.page).toEqual({
      url: "https://acme.com/a",
      referrer: "https://a.com/",
      parameters: new Map([["utm_source", "s"]]),
    });
  });
});
