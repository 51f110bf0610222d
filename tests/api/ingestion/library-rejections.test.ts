import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { createKey } from "@/lib/keys/secret";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { nodeLibraries } from "@/tests/support/factories/node-libraries";
import type { LibraryCall } from "@/tests/support/fixtures/library-calls";
import { openFaultyProxy } from "@/tests/support/servers/faulty-proxy";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

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
      const errors = await send({ url: proxy.url, writeKey: createUnknownKey() }, [call]);
      expect([name, proxy.requests.length]).toEqual([name, 1]);
      expect(errors, name).toEqual([expect.stringContaining(`[${status}]`)]);
      proxy.close();
    }
  });
});

it.each(nodeLibraries)("reaches $name while it still sends a large batch", async ({ send }) => {
  const properties = { text: "x".repeat(20_000) };
  const calls = Array.from({ length: 50 }, () => ({ ...call, message: { ...call.message, properties } }));
  const errors = await send({ url: server.url, writeKey: createUnknownKey() }, calls);
  expect(new Set(errors)).toEqual(new Set(["[401] Unauthorized"]));
});

const call: LibraryCall = { type: "track", message: { userId: "u1", event: "ordered" } };

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
