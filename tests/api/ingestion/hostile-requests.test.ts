import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { createKey } from "@/lib/keys/secret";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createConnectorIn, type TestConnector } from "@/tests/support/factories/connector";
import { browser } from "@/tests/support/factories/site";
import { createGzipBomb, invalidBlock } from "@/tests/support/fixtures/gzip-bomb";
import { countOutcomes, describeWorkspace } from "@/tests/support/matchers/describe-workspace";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { readMemory, resetPeakMemory } from "@/tests/trials/support/process";

let server: TestServer;
const rateLimitPerMinute = 400;
const databaseUrl = env().DATABASE_URL;

beforeAll(async () => {
  const env = { TRUST_PROXY: "on" };
  server = await startServer({ databaseUrl, rateLimitPerMinute, env });
});
afterAll(() => server?.stop());

type Body = string | Buffer<ArrayBuffer>;
type Headers = Record<string, string>;

let clients = 0;

/** Sends from a new IP address unless one is given. */
function post(path: string, key: string | null, body: Body, headers: Headers = {}): Promise<Response> {
  clients += 1;
  return fetch(`${server.url}${path}`, {
    method: "POST",
    headers: {
      "x-forwarded-for": `10.7.${clients >> 8}.${clients & 255}`,
      "user-agent": browser,
      ...(key !== null && { authorization: `Basic ${btoa(`${key}:`)}` }),
      ...headers,
    },
    body,
  });
}

const gzip = { "content-encoding": "gzip" };
const identify = (userId: string, traits: object = {}) => ({ type: "identify", userId, traits });
const toBatch = (...batch: unknown[]) => JSON.stringify({ batch });

describe("a compressed body", () => {
  it("of one gibibyte of zeros is rejected without inflating it", async () => {
    const { writeKey } = await createConnectorIn();
    await post("/v1/batch", writeKey, createGzipBomb(1), gzip);
    resetPeakMemory(server.pid);
    const { now } = readMemory(server.pid);
    for (const key of [writeKey, null]) {
      const response = await post("/v1/batch", key, createGzipBomb(1024), gzip);
      expect(response.status).toBe(413);
    }
    const { peak } = readMemory(server.pid);
    // NaN on other systems than Linux.
    if (!Number.isNaN(peak)) expect(peak - now).toBeLessThan(64);
  });

  it("is inflated to the limit, and not further", async () => {
    const { writeKey } = await createConnectorIn();
    const within = await post("/v1/batch", writeKey, createGzipBomb(3, invalidBlock), gzip);
    expect([within.status, await within.json()]).toEqual([400, expect.objectContaining({ success: false })]);
    const above = await post("/v1/batch", writeKey, createGzipBomb(5, invalidBlock), gzip);
    expect(above.status).toBe(413);
  });

  it.each<[string, Buffer<ArrayBuffer>]>([
    ["is cut", createGzipBomb(1)],
    ["is not compressed", Buffer.from(toBatch(identify("u1")))],
    ["is empty", Buffer.alloc(0)],
  ])("that %s is rejected", async (_, body) => {
    const { workspaceId, writeKey } = await createConnectorIn();
    const response = await post("/v1/batch", writeKey, body, gzip);
    expect(response.status, await response.text()).toBe(400);
    expect((await describeWorkspace(workspaceId)).users).toEqual([]);
  });
});

describe("a message that attacks the parser", () => {
  const deep = (open: string, close: string) => `${open.repeat(15_000)}${close.repeat(15_000)}`;

  it.each([
    ["nested lists", `{"type":"identify","userId":"u1","traits":{"a":${deep("[", "]")}}}`],
    ["unclosed lists", `{"type":"identify","userId":"u1","traits":{"a":${"[".repeat(30_000)}}}`],
    [
      "nested objects",
      `{"type":"identify","userId":"u1","traits":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`,
    ],
    [
      "the name __proto__",
      '{"type":"identify","userId":"u1","traits":{"__proto__":{"polluted":1}},"__proto__":{"userId":"u9"}}',
    ],
    ["a number with 20,000 digits", `{"type":"identify","userId":"u1","traits":{"a":${"9".repeat(20_000)}}}`],
  ])("(%s) does not affect the next request", async (_, message) => {
    const { workspaceId, writeKey } = await createConnectorIn();
    const response = await post("/v1/batch", writeKey, `{"batch":[${message}]}`);
    expect([200, 400]).toContain(response.status);
    expect((await post("/v1/batch", writeKey, toBatch(identify("u2")))).status).toBe(200);
    const { users } = await describeWorkspace(workspaceId);
    expect(users.map(({ userId }) => userId)).toContain("u2");
    expect(users.map(({ userId }) => userId)).not.toContain("u9");
  });

  it("and a batch of more than 2,500 are rejected", async () => {
    const { writeKey } = await createConnectorIn();
    const messages = Array.from({ length: 2_501 }, () => 0);
    expect((await post("/v1/batch", writeKey, toBatch(...messages))).status).toBe(413);
    expect((await post("/v1/batch", writeKey, toBatch(...messages.slice(1)))).status).toBe(200);
  });
});

describe("a key for something else", () => {
  it("is rejected: a write key as API key", async () => {
    for (const type of ["server", "browser"] as const) {
      const { writeKey } = await createConnectorIn(undefined, { type, allowsAnyDomain: true });
      for (const path of ["/users", "/events", "/validate"])
        expect((await fetch(`${server.url}/api${path}`, { headers: { "x-api-key": writeKey } })).status).toBe(
          401,
        );
    }
  });

  it("is rejected: an API key or a key of servers in a browser", async () => {
    const { key, workspaceId } = await createApplicationIn();
    const { writeKey } = await createConnectorIn();
    const origin = { origin: "https://example.com" };
    for (const sent of [key, writeKey]) {
      expect((await post("/v1/i", sent, JSON.stringify(identify("u1")), origin)).status).toBe(403);
      const inBody = JSON.stringify({ ...identify("u1"), writeKey: sent });
      expect((await post("/v1/i", null, inBody, origin)).status).toBe(403);
    }
    expect((await fetch(`${server.url}/v1/projects/${key}/settings`)).status).toBe(404);
    expect((await describeWorkspace(workspaceId)).users).toEqual([]);
    expect((await post("/v1/i", key, JSON.stringify(identify("u1")))).status).toBe(200);
    expect((await describeWorkspace(workspaceId)).users).toHaveLength(1);
  });

  it("is rejected: a key of browsers from a server, or from a page of another domain", async () => {
    const { writeKey, workspaceId } = await createConnectorIn(undefined, {
      type: "browser",
      domains: ["example.com"],
    });
    const body = JSON.stringify(identify("u1"));
    for (const headers of [
      {},
      { origin: "https://example.org" },
      { origin: "null" },
      { origin: "https://example.com.evil.org" },
    ] as Headers[])
      expect((await post("/v1/i", writeKey, body, headers)).status).toBe(403);
    expect((await describeWorkspace(workspaceId)).users).toEqual([]);
    expect((await post("/v1/i", writeKey, body, { origin: "https://www.example.com" })).status).toBe(200);
  });
});

describe("a browser", () => {
  let victim: TestConnector;
  beforeAll(async () => {
    victim = await createConnectorIn(undefined, { type: "browser", domains: ["example.com"] });
    const servers = await createConnectorIn(victim);
    const known = [
      identify("boss", { email: "boss@acme-inc.com", plan: "Pro" }),
      identify("me", { plan: "Free" }),
    ];
    await post("/v1/batch", servers.writeKey, toBatch(...known));
  });
  const attack = (message: object) =>
    post("/v1/b", victim.writeKey, toBatch(message), { origin: "https://example.com" });

  it.each<[string, object]>([
    ["merge two users", { type: "alias", userId: "me", previousId: "boss" }],
    ["merge two users, the other way round", { type: "alias", userId: "boss", previousId: "me" }],
    ["take another user's email", identify("me", { email: "Boss@Acme-Inc.com" })],
    ["take another user's email with a new user", identify("me-2", { email: "boss@acme-inc.com" })],
  ])("cannot %s", async (_, message) => {
    const response = await attack(message);
    expect(response.status).toBe(200);
    const { users } = await describeWorkspace(victim.workspaceId);
    expect(users.filter(({ userId }) => userId !== "me-2")).toEqual([
      { userId: "boss", email: "boss@acme-inc.com", properties: { plan: "Pro" } },
      { userId: "me", email: null, properties: { plan: "Free" } },
    ]);
  });

  it("reads why its merge was rejected", async () => {
    const response = await attack({ type: "alias", userId: "me", previousId: "boss" });
    expect(await response.json()).toMatchObject({
      success: true,
      rejected: [{ index: 0, code: "merge_not_allowed" }],
    });
    expect(await countOutcomes(victim.connector.id)).toMatchObject({ "rejected merge_not_allowed": 3 });
  });
});

it("limits the client that sends 1,000 unknown keys, and no workspace", async () => {
  const { workspaceId, personId, writeKey, connector } = await createConnectorIn();
  const { key } = await createApplicationIn({ workspaceId, personId });
  const attacker = { "x-forwarded-for": "203.0.113.9" };
  const statuses: number[] = [];
  const send = async () => {
    while (statuses.length < 1_000) {
      const { status } = await post(
        "/v1/batch",
        createKey(writeKeyPrefix).key,
        toBatch(identify("u1")),
        attacker,
      );
      statuses.push(status);
    }
  };
  await Promise.all(Array.from({ length: 8 }, send));
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(rateLimitPerMinute + 8);
  const limited = await post("/v1/batch", createKey(writeKeyPrefix).key, toBatch(), attacker);
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  // The workspace's own clients still have their whole limit.
  expect((await post("/v1/batch", writeKey, toBatch(identify("u1")))).status).toBe(200);
  const call = await fetch(`${server.url}/api/validate`, { headers: { "x-api-key": key } });
  expect(call.headers.get("x-ratelimit-remaining")).toBe(String(rateLimitPerMinute - 1));
  expect(await countOutcomes(connector.id)).toEqual({ accepted: 1 });
});
