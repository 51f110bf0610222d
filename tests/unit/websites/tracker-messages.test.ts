import { createContext, Script } from "node:vm";
import { expect, it } from "vitest";
import { maxMessageBytes } from "@/lib/collector/limits";
import { Message } from "@/lib/collector/schema";
import { parseJson } from "@/lib/json/parse";
import { bundleTracker } from "@/scripts/build/tracker-script";
import { fc, numRuns } from "@/tests/support/models/properties";

const script = new Script(Buffer.from(await bundleTracker()).toString());

type Journy = (...command: unknown[]) => void;
type Page = { href?: string; title?: unknown; referrer?: unknown; cookie?: string };

/**
 * Runs the script as a page would, calls `use` and closes the page. Returns the bodies that left: the outbox hands the
 * first one to fetch and, when the page closes, the others to sendBeacon.
 */
function runTracker(use: (journy: Journy) => void, page: Page = {}): string[] {
  const { href = "https://www.example.com/pricing", title = "Shop", referrer = "", cookie = "" } = page;
  const bodies: string[] = [];
  const closing: (() => void)[] = [];
  const context: Record<string, unknown> = {
    ...{ URL, URLSearchParams, TextEncoder, crypto, setTimeout, clearTimeout },
    console: { warn: () => {} },
    location: new URL(href),
    document: { title, referrer, cookie, currentScript: { src: "https://collector.example/tracker.js" } },
    navigator: { sendBeacon: (_: string, body: string) => bodies.push(body) },
    fetch: (_: string, { body }: { body: string }) => {
      bodies.push(body);
      return new Promise(() => {});
    },
    addEventListener: (name: string, listener: () => void) => {
      if (name === "pagehide") closing.push(listener);
    },
  };
  context.window = context;
  script.runInContext(createContext(context));
  const journy = context.journy as Journy;
  journy("init", { trackerId: "t" });
  use(journy);
  for (const close of closing) close();
  return bodies;
}

/** The message as the collector reads it. Fails for one that the collector rejects. */
function read(body: string | undefined): Message {
  const bytes = Buffer.from(body ?? "");
  expect(bytes.length).toBeLessThanOrEqual(maxMessageBytes);
  const { value, problem } = parseJson(bytes);
  expect(problem).toBeUndefined();
  return Message.parse(value);
}

function send(command: string, options: unknown, page?: Page): Message | undefined {
  const bodies = runTracker((journy) => journy(command, options), page);
  return bodies.length === 0 ? undefined : read(bodies[0]);
}

const cycle: unknown[] = [];
cycle.push(cycle);
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const throwing = {
  toJSON() {
    throw new Error("This has no JSON.");
  },
};

const unserialisable: [string, unknown][] = [
  ["a bigint", 10n],
  ["a cycle", { cycle }],
  ["a list with a cycle", cycle],
  ["the global object", globalThis],
  ["a throwing toJSON", throwing],
  ["a list with a throwing toJSON", [throwing]],
  ["a revoked proxy", revoked],
  ["a symbol", Symbol("s")],
  ["a function", () => 1],
  ["an invalid date", new Date(Number.NaN)],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["an object", { nested: 1 }],
  ["a text that is too long", "x".repeat(8_193)],
];

it.each(unserialisable)("drops %s from metadata and properties, and sends the message", (_, value) => {
  const values = { before: 1, value, after: "yes" };
  const kept = new Map<string, unknown>([
    ["before", 1],
    ["after", "yes"],
  ]);
  expect(send("event", { name: "clicked", metadata: values })).toMatchObject({ metadata: kept });
  expect(send("identify", { userId: "1", properties: values })).toMatchObject({ properties: kept });
  expect(send("account", { accountId: "1", properties: values })).toMatchObject({ properties: kept });
});

it.each([
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["a list", [1]],
  ["a text", "text"],
  ["a revoked proxy", revoked],
])("drops metadata that is %s, and sends the event", (_, metadata) => {
  expect(send("event", { name: "clicked", metadata })).toMatchObject({ name: "clicked" });
});

it("drops a field whose getter throws, and sends the message", () => {
  const fail = () => {
    throw new Error("This cannot be read.");
  };
  const metadata = Object.defineProperty({ kept: 1 }, "thrown", { get: fail, enumerable: true });
  expect(send("event", { name: "clicked", metadata })).toMatchObject({ metadata: new Map([["kept", 1]]) });
  const options = Object.defineProperty({ name: "clicked" }, "metadata", { get: fail });
  expect(send("event", options)).toMatchObject({ name: "clicked" });
});

it.each([
  ["", undefined],
  ["kim", undefined],
  [5, undefined],
  ["  Kim@Acme-Inc.com ", "kim@acme-inc.com"],
  ["kim@почта.рф", "kim@xn--80a1acny.xn--p1ai"],
])("sends an email of %j as %j, and the user id in any case", (email, sent) => {
  const message = send("identify", { userId: 7, email });
  expect(message).toMatchObject({ userId: "7" });
  expect(message && "email" in message ? message.email : undefined).toBe(sent);
});

it("repairs a title with a lone surrogate, and ignores an element named title", () => {
  expect(send("pageview", {}, { title: "a\uD800b\0" })).toMatchObject({ page: { title: "a\uFFFDb\uFFFD" } });
  expect(send("pageview", {}, { title: { tagName: "IMG" }, referrer: {} })).toMatchObject({
    page: { title: "" },
  });
});

it("keeps dates, and null in properties only", () => {
  const values = { date: new Date(0), nothing: null, list: ["a", "b\uD800"] };
  expect(send("identify", { userId: "1", properties: values })).toMatchObject({
    properties: new Map<string, unknown>([
      ["date", "1970-01-01T00:00:00.000Z"],
      ["nothing", null],
      ["list", ["a", "b\uFFFD"]],
    ]),
  });
  expect(send("event", { name: "clicked", metadata: values })).toMatchObject({
    metadata: new Map([["date", "1970-01-01T00:00:00.000Z"]]),
  });
});

it("keeps as many values as fit into a message", () => {
  const metadata = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`n${index}`, "ü\n".repeat(4_000)]),
  );
  const message = send("event", { name: "clicked", metadata });
  expect(message).toMatchObject({ metadata: expect.any(Map) });
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`n${index}`, index]));
  const sent = send("event", { name: "clicked", metadata: many });
  expect(sent && "metadata" in sent ? sent.metadata?.size : 0).toBe(250);
});

it("sends no message without a valid name or id", () => {
  for (const options of [undefined, null, {}, "text", revoked, { name: "", userId: Number.NaN, email: "x" }])
    for (const command of ["event", "screen", "identify", "account"])
      expect(send(command, options)).toBeUndefined();
});

// fast-check reads its choices. A revoked proxy throws.
const choices = unserialisable.map(([, value]) => value).filter((value) => value !== revoked);

const hostile = fc.oneof(
  fc.constantFrom(...choices, null, undefined, "", " ", "\uD800", "\0"),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "binary", minLength: 8_000, maxLength: 9_000 }),
  fc.array(fc.string({ unit: "binary" }), { maxLength: 120 }),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true,
  }),
);
const anyRecord = fc.oneof(fc.dictionary(fc.string({ unit: "binary", maxLength: 120 }), hostile), hostile);
const anyOptions = fc.oneof(
  fc.record(
    {
      ...{ name: hostile, accountId: hostile, userId: hostile, verification: hostile },
      email: fc.oneof(fc.emailAddress(), hostile),
      ...{ metadata: anyRecord, properties: anyRecord },
    },
    { requiredKeys: [] },
  ),
  hostile,
);
const anyCommand = fc.tuple(
  fc.oneof(fc.constantFrom("pageview", "screen", "event", "identify", "account"), hostile),
  anyOptions,
);
const anyPage = fc.record(
  {
    href: fc
      .record({
        utm_campaign: fc.string({ unit: "binary", maxLength: 3_000 }),
        gclid: fc.string(),
        other: fc.string(),
      })
      .map((query) => {
        const url = new URL("https://www.example.com/");
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        return url.href;
      }),
    title: hostile,
    referrer: fc.oneof(fc.webUrl(), hostile),
    cookie: fc.string({ maxLength: 300 }).map((id) => `__journey=${id}`),
  },
  { requiredKeys: [] },
);

it("never throws, and sends nothing that the collector's schema rejects", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 10 }), anyPage, (commands, page) => {
      const bodies = runTracker((journy) => {
        for (const command of commands) expect(() => journy(...command)).not.toThrow();
      }, page);
      for (const body of bodies) read(body);
      const views = commands.filter(([name]) => name === "pageview").length;
      expect(bodies.filter((body) => read(body).type === "pageview")).toHaveLength(views);
    }),
    { numRuns: numRuns({ usual: 100, deep: 5_000 }) },
  );
}, 300_000);

it("keeps a valid value next to invalid ones", () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      fc.dictionary(name, hostile, { maxKeys: 5 }),
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
      (noise, value) => {
        const message = send("event", { name: "clicked", metadata: { kept: value, ...noise } });
        const sent = message && "metadata" in message ? message.metadata : undefined;
        if (!("kept" in noise)) expect(sent?.get("kept")).toBe(value === 0 ? 0 : value);
      },
    ),
    { numRuns: numRuns({ usual: 50, deep: 5_000 }) },
  );
}, 300_000);
