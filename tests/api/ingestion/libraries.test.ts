import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listSetupCode } from "@/lib/connectors/setup-code";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { createKey } from "@/lib/keys/secret";
import { runNode } from "@/scripts/command/run-process";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { nodeLibraries } from "@/tests/support/factories/node-libraries";
import {
  expectedOutcomes,
  expectedRepeatedOutcomes,
  expectedWorkspace,
  type LibraryCall,
  listCalls,
} from "@/tests/support/fixtures/library-calls";
import { expectWorkspace, libraryRequests } from "@/tests/support/fixtures/library-requests";
import {
  countEventNames,
  countOutcomes,
  describeWorkspace,
} from "@/tests/support/matchers/describe-workspace";
import { dumpWorkspace } from "@/tests/support/matchers/dump-workspace";
import { countLockWaits } from "@/tests/support/matchers/lock-waits";
import { type Fault, openFaultyProxy } from "@/tests/support/servers/faulty-proxy";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** The unmodified libraries from npm. An integration changes only the host, its path, and the write key. */
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

describe.concurrent.each(nodeLibraries)("$name", ({ toUserId, send }) => {
  it("stores every type of call with odd values, once", async () => {
    const { workspaceId, connector, writeKey } = await createConnectorIn();
    const calls = listCalls(toUserId);
    const proxy = await openFaultyProxy(server.url);
    expect(await send({ url: proxy.url, writeKey }, calls)).toEqual([]);
    const requests = proxy.requests.length;
    expect(await describeWorkspace(workspaceId)).toEqual(expectedWorkspace);
    expect(await countOutcomes(connector.id)).toEqual(expectedOutcomes);

    const stored = await dumpContent(workspaceId);
    expect(await send({ url: proxy.url, writeKey }, calls)).toEqual([]);
    expect(await dumpContent(workspaceId)).toEqual(stored);
    expect(await countOutcomes(connector.id)).toEqual(addCounts(expectedOutcomes, expectedRepeatedOutcomes));
    // Each request was accepted at the first attempt.
    expect(proxy.requests.length).toBe(2 * requests);
    expect(requests).toBeLessThanOrEqual(2);
    proxy.close();
  });
});

it("runs the set-up code of Node.js as it is printed", async () => {
  const { workspaceId, connector, writeKey } = await createConnectorIn();
  const setups = listSetupCode({ origin: server.url, writeKey, type: "server" });
  const code = setups.find(({ language }) => language === "Node.js")?.code ?? "";
  const { ok, output } = await runNode(["--input-type=module", "--eval", code]);
  expect(ok, output).toBe(true);
  expect(await countOutcomes(connector.id)).toEqual({ accepted: 2 });
  expect((await describeWorkspace(workspaceId)).users).toEqual([
    { userId: "20180", email: "kim@northwind.com", properties: { plan: "Business" } },
  ]);
});

describe.concurrent.each(libraryRequests)("a request of $name", ({ path, headers, body, time }) => {
  it.each(["", "/api", "/backend"])(
    "is stored once, and answered as every library expects: %s",
    async (root) => {
      const { workspaceId, connector, writeKey } = await createConnectorIn();
      const sent = body(writeKey);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const response = await fetch(`${server.url}${root}${path}`, {
          method: "POST",
          headers: headers(writeKey),
          body: sent,
          redirect: "manual",
        });
        // Libraries repeat 201 and 204 for ever, and lose what is redirected.
        expect(response.status).toBe(200);
        expect(response.headers.get("content-type")).toMatch(/^application\/json/);
        expect(await response.text()).toBe('{"success":true}');
      }
      expect(await describeWorkspace(workspaceId)).toEqual(expectWorkspace(time));
      const where = { connectorId: connector.id, outcome: "accepted" } as const;
      const messages = await prisma.connectorMessage.findMany({ where, select: { library: true } });
      expect(new Set(messages.map(({ library }) => library))).toEqual(
        new Set([expect.stringMatching(/^analytics-/)]),
      );
    },
  );
});

/** Without message ids: each library creates its own, and repeats it. */
const trackCalls: LibraryCall[] = Array.from({ length: 8 }, (_, index) => ({
  type: "track",
  message: { userId: `user-${index % 3}`, event: `event-${index}` },
}));
const everyEventOnce = Object.fromEntries(trackCalls.map((_, index) => [`event-${index}`, 1]));

describe.concurrent.each(nodeLibraries)("$name stores every message exactly once", ({ send }) => {
  it.each<[string, Fault[]]>([
    ["after two answers of 503", [{ status: 503 }, { status: 503 }]],
    ["after an answer of 429", [{ status: 429, headers: { "retry-after": "1" } }]],
    ["when the connection is cut after the commit", ["lost answer"]],
    ["when the answer is lost twice", ["lost answer", "lost answer"]],
  ])("%s", async (_, faults) => {
    const { workspaceId, writeKey } = await createConnectorIn();
    const proxy = await openFaultyProxy(server.url, faults);
    expect(await send({ url: proxy.url, writeKey }, trackCalls)).toEqual([]);
    expect(await countEventNames(workspaceId)).toEqual(everyEventOnce);
    proxy.close();
  });
});

it("stores every message exactly once when the server is killed in the middle of a batch", async () => {
  const killed = await startServer({ databaseUrl: env().DATABASE_URL });
  const sending = await Promise.all(
    nodeLibraries.map(async ({ send }) => {
      const { workspaceId, writeKey } = await createConnectorIn();
      const proxy = await openFaultyProxy(killed.url);
      return { workspaceId, proxy, send: () => send({ url: proxy.url, writeKey }, trackCalls) };
    }),
  );
  const client = await pool.connect();
  // Counts are written last: the effects of each batch wait in its transaction.
  await client.query('BEGIN; LOCK TABLE "ConnectorCount" IN SHARE MODE');
  const deliveries = sending.map(({ send }) => send());
  await expect.poll(countLockWaits).toBeGreaterThanOrEqual(sending.length);
  for (const { proxy } of sending) proxy.redirectTo(server.url);
  await killed.kill();
  await client.query("ROLLBACK");
  client.release();
  const errors = await Promise.all(deliveries);
  expect(errors.flat()).toEqual([]);
  for (const { workspaceId } of sending) expect(await countEventNames(workspaceId)).toEqual(everyEventOnce);
  for (const { proxy } of sending) proxy.close();
});

const batch = JSON.stringify({ batch: [{ type: "identify", userId: "u1" }] });

/** Each leads to an answer that rejects a request as a whole. */
const rejectedRequests: [status: number, reason: string, toRequest: () => Promise<RequestInit>][] = [
  [400, "an invalid body", async () => ({ headers: await authorizeServer(), body: "{" })],
  [401, "an unknown write key", async () => ({ headers: authorize(createUnknownKey()), body: batch })],
  [401, "no write key", async () => ({ body: batch })],
  [403, "the write key of browsers", async () => ({ headers: await authorizeBrowser(), body: batch })],
  [
    413,
    "a body above 4 MiB",
    async () => ({ headers: await authorizeServer(), body: " ".repeat(4_194_305) }),
  ],
  [
    415,
    "an unknown encoding",
    async () => ({ headers: { ...(await authorizeServer()), "content-encoding": "br" }, body: batch }),
  ],
];

describe.concurrent("the answer to a request that can never be accepted", () => {
  it.each(rejectedRequests)("%i for %s is sent once by every library", async (status, _, toRequest) => {
    const response = await fetch(`${server.url}/v1/batch`, { method: "POST", ...(await toRequest()) });
    const body = await response.text();
    expect(response.status, body).toBe(status);
    // Python's library repeats a rejection without `code` and `message`; Ruby's reads `error`.
    const text = expect.stringMatching(/./);
    expect(JSON.parse(body)).toMatchObject({ success: false, code: text, message: text, error: text });
    for (const { name, send } of nodeLibraries) {
      const proxy = await openFaultyProxy(server.url);
      proxy.failAlways({ status, headers: Object.fromEntries(response.headers), body });
      const errors = await send({ url: proxy.url, writeKey: createUnknownKey() }, trackCalls.slice(0, 1));
      expect([name, proxy.requests.length]).toEqual([name, 1]);
      expect(errors, name).toEqual([expect.stringContaining(`[${status}]`)]);
      proxy.close();
    }
  });
});

it.each(nodeLibraries)("reaches $name while it still sends a large batch", async ({ send }) => {
  const message = { userId: "u1", event: "ordered", properties: { text: "x".repeat(20_000) } };
  const calls = Array.from({ length: 50 }, (): LibraryCall => ({ type: "track", message }));
  const errors = await send({ url: server.url, writeKey: createUnknownKey() }, calls);
  expect(new Set(errors)).toEqual(new Set(["[401] Unauthorized"]));
});

function createUnknownKey(): string {
  return createKey(writeKeyPrefix).key;
}

async function authorizeServer(): Promise<Record<string, string>> {
  return authorize((await createConnectorIn()).writeKey);
}

async function authorizeBrowser(): Promise<Record<string, string>> {
  const { writeKey } = await createConnectorIn(undefined, { type: "browser", domains: ["example.com"] });
  return authorize(writeKey);
}

function authorize(key: string): Record<string, string> {
  return { authorization: `Basic ${btoa(`${key}:`)}` };
}

/** All rows of the workspace except the log of its messages, which is partitioned. */
async function dumpContent(workspaceId: string): Promise<Record<string, string[]>> {
  const tables = Object.entries(await dumpWorkspace(workspaceId));
  return Object.fromEntries(tables.filter(([name]) => !/^Connector(Message|Count)/.test(name)));
}

function addCounts(first: Record<string, number>, second: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.keys({ ...first, ...second }).map((name) => [name, (first[name] ?? 0) + (second[name] ?? 0)]),
  );
}
