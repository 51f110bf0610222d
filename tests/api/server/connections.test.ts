import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { exchange, openSocket, readToEnd, toText } from "@/tests/support/servers/raw-http";

describe.each([
  ["through the fast path", true],
  ["through Next", false],
])("%s", (_, fastPath) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, fastPath });
    // Next adds its upgrade listener with its first page.
    expect((await fetch(`${server.url}/sign-in`)).status).toBe(200);
  });
  afterAll(() => server?.stop());

  const offer = (...headers: string[]) => [
    "Host: localhost",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABk",
    ...headers,
  ];
  const closing = "Connection: Upgrade, HTTP2-Settings, close";

  it("answers and logs an API call that offers an upgrade", async () => {
    const { workspaceId, key } = await createApplicationIn();
    const answer = await exchange(
      server.url,
      toText("GET /api/validate HTTP/1.1", offer(`x-api-key: ${key}`, closing)),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    await expect.poll(async () => (await readLog(workspaceId)).map(({ status }) => status)).toEqual([200]);
  });

  it("reads the body of a call that offers an upgrade", async () => {
    const { key } = await createApplicationIn();
    const body = '{"identification":{"user":{"userId":"1"}},"name":"signed_up"}';
    const headers = offer(
      `x-api-key: ${key}`,
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      closing,
    );
    expect(await exchange(server.url, toText("POST /api/track HTTP/1.1", headers, body))).toMatch(
      /^HTTP\/1\.1 201 /,
    );
  });

  it.each([
    ["/sign-in", "h2c", 200],
    ["/_next/nothing", "websocket", 404],
    ["/_next/webpack-hmr", "websocket", 404],
    ["/_next/hmr", "websocket", 404],
  ])("answers GET %s that offers %s, and leaves no socket open", async (path, protocol, status) => {
    const headers = [
      "Host: localhost",
      `Upgrade: ${protocol}`,
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Connection: Upgrade, close",
    ];
    const answer = await exchange(server.url, toText(`GET ${path} HTTP/1.1`, headers));
    expect(Number(answer.slice(9, 12))).toBe(status);
  });

  it("answers the next request on a connection that offered an upgrade", async () => {
    const socket = await openSocket(server.url);
    socket.write(toText("GET /api/health HTTP/1.1", offer("Connection: Upgrade, HTTP2-Settings")));
    await once(socket, "data");
    socket.write(toText("GET /api/health HTTP/1.1", ["Host: localhost", "Connection: close"]));
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 200 /m);
  });
});

describe("a connection", () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL });
  });
  afterAll(() => server?.stop());

  it("stays open for longer than load balancers keep it idle", async () => {
    const response = await fetch(`${server.url}/api/health`);
    const [, seconds] = /timeout=(\d+)/.exec(response.headers.get("keep-alive") ?? "") ?? [];
    expect(Number(seconds)).toBeGreaterThan(60);
  });

  it("cannot become a tunnel", async () => {
    expect(
      await exchange(server.url, toText("CONNECT example.com:443 HTTP/1.1", ["Host: example.com:443"])),
    ).toMatch(/^HTTP\/1\.1 405 /);
  });
});

it("fails /api/ready while it drains, and answers all other requests", async () => {
  const { key } = await createApplicationIn();
  const server = await startServer({ databaseUrl: env().DATABASE_URL, env: { DRAIN_SECONDS: "300" } });
  const call = callOverHttp(server.url);
  expect((await call("/ready")).status).toBe(200);
  const stopped = server.stop();
  await expect.poll(async () => (await call("/ready")).status).toBe(503);
  const ready = await call("/ready");
  expect(ready.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(ready.headers.get("connection")).toBe("close");
  expect((await call("/health")).status).toBe(200);
  expect((await call("/validate", { key })).status).toBe(200);
  await server.kill();
  await stopped;
});
