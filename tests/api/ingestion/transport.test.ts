import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { maxRequestBytes } from "@/lib/ingestion/http/body";
import { ingest } from "@/lib/ingestion/http/ingest";
import { createClient } from "@/tests/support/factories/api-client";
import { createSdkSource, type SdkSource } from "@/tests/support/factories/sdk-source";
import { readLog } from "@/tests/support/matchers/request-log";

const track = { type: "track", event: "report exported", userId: "1" };
const countEvents = async ({ client }: SdkSource) => (await client.get<unknown[]>("/users/1/events")).length;

it.each([
  ["/v1/batch", { batch: [track] }],
  ["/v1/import/", { batch: [track] }],
  ["/v1/b", { batch: [track] }],
  ["/backend/v1/batch", { batch: [track] }],
  ["/api/v1/track", { event: "report exported", userId: "1" }],
  ["/v1/t/", { event: "report exported", userId: "1" }],
])("answers %s with exactly 200 and success", async (path, body) => {
  const connector = await createSdkSource();
  const response = await connector.send(body, { path });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  expect(await response.json()).toEqual({ success: true });
  expect(await countEvents(connector)).toBe(1);
});

describe("authentication", () => {
  const encode = (text: string) => ({ authorization: `Basic ${btoa(text)}` });

  it("takes the key with and without a colon, and from the body", async () => {
    const connector = await createSdkSource();
    const { writeKey } = connector;
    const requests = [
      [{ batch: [track] }, encode(`${writeKey}:`)],
      [{ batch: [track] }, encode(writeKey)],
      [{ batch: [track] }, encode(`${writeKey}:secret`)],
      [{ batch: [track], writeKey }, { authorization: undefined }],
    ] as const;
    for (const [body, headers] of requests)
      expect((await connector.send(body, { headers })).status).toBe(200);
    const message = { event: "report exported", userId: "1", writeKey };
    const single = await connector.send(message, { path: "/v1/t", headers: { authorization: undefined } });
    expect(single.status).toBe(200);
    expect(await countEvents(connector)).toBe(5);
  });

  it.each([
    ["no key", undefined],
    ["an unknown key", `Basic ${btoa("jwk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab:")}`],
    ["a malformed key", `Basic ${btoa("secret:")}`],
    ["OAuth", "Bearer abc"],
    ["bytes that are not base64", "Basic ???"],
  ])("answers 401 with 'code', 'message' and 'error' to %s", async (_, authorization) => {
    const connector = await createSdkSource();
    const response = await connector.send({ batch: [track] }, { headers: { authorization } });
    expect(response.status).toBe(401);
    const { success, code, message, error } = await response.json();
    expect([success, code]).toEqual([false, "unauthorized"]);
    expect(error).toBe(message);
  });

  it("takes an API key that may track data, and logs the call without the key", async () => {
    const connector = await createSdkSource();
    const { client } = connector;
    const response = await connector.send({ batch: [track] }, { headers: encode(`${client.key}:`) });
    expect(response.status).toBe(200);
    expect(await countEvents(connector)).toBe(1);
    expect(await connector.readCounts()).toEqual({});
    const calls = await readLog(client.workspaceId);
    expect(calls).toContainEqual(expect.objectContaining({ status: 200, path: "/v1/batch" }));
    const { rows } = await pool.query(`SELECT * FROM "RequestLog" WHERE "workspaceId" = $1`, [
      client.workspaceId,
    ]);
    expect(JSON.stringify(rows)).not.toContain(client.key.slice(4));
    expect(JSON.stringify(rows)).not.toContain(btoa(`${client.key}:`).slice(8, -4));
  });

  it("rejects a write key as an API key", async () => {
    const { client, writeKey } = await createSdkSource();
    const { status } = await client.send("GET", "/users", undefined, { "x-api-key": writeKey });
    expect(status).toBe(401);
  });

  it("rejects the key of a disabled connector, and counts the request", async () => {
    const connector = await createSdkSource({ enabled: false });
    const response = await connector.send({ batch: [track] });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "key_disabled" });
    expect(await connector.readCounts()).toEqual({ "rejected key_disabled": 1 });
  });
});

describe("a browser connector", () => {
  it("stores messages of its domain, and lets the page read the answer", async () => {
    const connector = await createSdkSource({ type: "browser" });
    const response = await connector.send(track, { path: "/v1/t" });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe(`https://www.${connector.domain}`);
    expect(response.headers.get("access-control-expose-headers")).toBe("retry-after");
    expect(await countEvents(connector)).toBe(1);
  });

  it.each([
    ["a page of another domain", { origin: "https://evil.example.org" }, "foreign_domain"],
    ["a client without an origin", { origin: undefined }, "browser_only"],
    ["a page without a host", { origin: "null" }, "foreign_domain"],
  ])("rejects %s", async (_, headers, code) => {
    const connector = await createSdkSource({ type: "browser" });
    const response = await connector.send({ batch: [track] }, { headers });
    expect([response.status, (await response.json()).code]).toEqual([403, code]);
    expect(await connector.readCounts()).toEqual({ [`rejected ${code}`]: 1 });
  });

  it.each([
    ["a bot", { "user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)" }, "bot"],
    ["a browser with Global Privacy Control", { "sec-gpc": "1" }, "opted_out"],
  ])("answers %s with success, and stores nothing", async (_, headers, code) => {
    const connector = await createSdkSource({ type: "browser" });
    const response = await connector.send({ batch: [track] }, { headers });
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
    expect(await connector.readCounts()).toEqual({ [`excluded ${code}`]: 1 });
  });

  it("answers a preflight of any page", async () => {
    const { send } = await createSdkSource({ type: "browser" });
    const response = await send(undefined, { method: "OPTIONS", headers: { authorization: undefined } });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toContain("x-retry-count");
  });
});

it("rejects the key of a server connector from a page: it has leaked", async () => {
  const connector = await createSdkSource();
  const headers = { origin: "https://www.example.com" };
  const response = await connector.send({ batch: [track] }, { headers });
  expect([response.status, (await response.json()).code]).toEqual([403, "server_only"]);
});

describe("bodies", () => {
  it("inflates gzip, whatever the content type says", async () => {
    const connector = await createSdkSource();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await connector.send({ batch: [track] }, { gzip: true, headers });
    expect(response.status).toBe(200);
    expect(await countEvents(connector)).toBe(1);
  });

  it.each(["gzip", "x-gzip", "GZIP, identity", "identity,gzip"])("inflates '%s'", async (encoding) => {
    const connector = await createSdkSource();
    const headers = { "content-encoding": encoding };
    expect((await connector.send({ batch: [track] }, { gzip: true, headers })).status).toBe(200);
    expect((await connector.send({}, { headers: { "content-encoding": `${encoding}, br` } })).status).toBe(
      415,
    );
  });

  it.each([
    ["text that is not JSON", "{", 400],
    ["a batch without messages", '{"messages":[]}', 400],
    ["an empty body", "", 400],
  ])("answers %s with 4xx, which no library repeats", async (_, body, status) => {
    const connector = await createSdkSource();
    const response = await connector.send(undefined, { body });
    expect([response.status, (await response.json()).success]).toEqual([status, false]);
  });

  it("rejects other encodings and invalid gzip", async () => {
    const { send } = await createSdkSource();
    expect((await send({}, { headers: { "content-encoding": "br" } })).status).toBe(415);
    expect((await send({}, { body: "{}", headers: { "content-encoding": "gzip" } })).status).toBe(400);
    const cut = new Uint8Array(gzipSync("{}").subarray(0, 15));
    expect((await send({}, { body: cut, headers: { "content-encoding": "gzip" } })).status).toBe(400);
  });

  it("rejects more than 4 MiB, inflated as well", async () => {
    const { send, readCounts } = await createSdkSource();
    const zeros = new Uint8Array(maxRequestBytes + 1);
    expect((await send(undefined, { body: zeros })).status).toBe(413);
    expect((await send(undefined, { body: zeros, gzip: true })).status).toBe(413);
    expect(await readCounts()).toEqual({ "rejected body_too_large": 2 });
  });

  it("accepts a batch of almost 4 MiB", async () => {
    const connector = await createSdkSource();
    const batch = Array.from({ length: 150 }, (_, index) => ({
      ...track,
      properties: { text: "x".repeat(8_000), more: "y".repeat(8_000), index },
    }));
    const response = await connector.send({ batch });
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
  });
});

it("answers a bad message of a batch beside success, and alone with 400", async () => {
  const connector = await createSdkSource();
  const bad = { type: "track", userId: "1", messageId: "m" };
  const answer = await connector.sendBatch(track, bad);
  expect(answer.rejected).toMatchObject([{ index: 1, messageId: "m", code: "missing_event" }]);
  expect(await countEvents(connector)).toBe(1);
  const response = await connector.send(bad, { path: "/v1/track" });
  expect([response.status, (await response.json()).code]).toEqual([400, "missing_event"]);
});

describe("settings", () => {
  const getSettings = ({ send, writeKey }: SdkSource, key = writeKey, headers: Record<string, string> = {}) =>
    send(undefined, { method: "GET", path: `/v1/projects/${key}/settings`, headers });

  it("lead the browser library to this server", async () => {
    const connector = await createSdkSource({ type: "browser" });
    const response = await getSettings(connector);
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      200,
      `https://www.${connector.domain}`,
    ]);
    const { host, protocol } = new URL(process.env.NEXTAUTH_URL ?? "");
    expect(await response.json()).toEqual({
      integrations: {
        "Segment.io": {
          apiKey: connector.writeKey,
          apiHost: `${host}/v1`,
          protocol: protocol.slice(0, -1),
        },
      },
      plan: {},
      edgeFunction: {},
      metrics: { sampleRate: 0 },
    });
  });

  it("name the host of a second domain, for this client only, and no text that is not a host", async () => {
    const connector = await createSdkSource({ type: "browser" });
    const { host: publicHost } = new URL(process.env.NEXTAUTH_URL ?? "");
    for (const [sent, host, cache] of [
      ["events.acme-inc.com:8443", "events.acme-inc.com:8443", "private, max-age=300"],
      [publicHost, publicHost, "public, max-age=300"],
      ["evil.example/collect?", publicHost, "public, max-age=300"],
      ["user@evil.example", publicHost, "public, max-age=300"],
    ] as const) {
      const response = await getSettings(connector, undefined, { "x-forwarded-host": sent });
      expect(response.headers.get("cache-control")).toBe(cache);
      const { integrations } = await response.json();
      expect(integrations["Segment.io"].apiHost).toBe(`${host}/v1`);
    }
  });

  it("are not found for an unknown key or an API key, with the same body", async () => {
    const connector = await createSdkSource({ type: "browser" });
    const { key } = await createClient();
    const bodies = await Promise.all(
      ["jwk_1", key].map(async (unknown) => {
        const response = await getSettings(connector, unknown);
        expect(response.status).toBe(404);
        const { meta: _, ...body } = await response.json();
        return body;
      }),
    );
    expect(bodies[0]).toEqual(bodies[1]);
  });
});

it("serves the browser library, and no other file", async () => {
  const get = (path: string) => ingest(new Request(`http://localhost${path}`));
  const library = await get("/analytics.js/v1/jwk_1/analytics.min.js");
  expect([library.status, library.headers.get("content-type")]).toEqual([
    200,
    "text/javascript; charset=utf-8",
  ]);
  expect(await library.text()).toContain("analytics");
  expect((await get("/analytics-next/bundles/unknown.js")).status).toBe(404);
});

it("answers unknown paths with 404 and JSON, which libraries do not repeat", async () => {
  const { send } = await createSdkSource();
  for (const path of ["/v1/v1/batch", "/v1/unknown", "/backend/v1/projects/settings"]) {
    const response = await send({ batch: [track] }, { path, headers: { origin: "https://example.com" } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      404,
      "https://example.com",
    ]);
    expect(await response.json()).toMatchObject({ success: false, code: "not_found" });
  }
});

it("answers the library's reports on itself, and other methods with 405", async () => {
  const { send } = await createSdkSource();
  expect((await send({ series: [] }, { path: "/v1/m" })).status).toBe(200);
  expect((await send(undefined, { method: "GET" })).status).toBe(405);
});
