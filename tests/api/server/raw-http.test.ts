import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn, type TestApplication, usedKeys } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { parseServerLog } from "@/tests/support/matchers/server-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { exchange, openSocket, toText } from "@/tests/support/servers/raw-http";

/** Requests that no HTTP library would send. The server does not trust `x-forwarded-for` here. */
let server: TestServer;
let application: TestApplication;

beforeAll(async () => {
  application = await createApplicationIn();
  server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: 1000 });
});
afterAll(() => server?.stop());

const megabyte = 1_048_576;
const withKey = (...more: string[]) => ["Host: localhost", `x-api-key: ${application.key}`, ...more];

describe("the fast path", () => {
  it.each([
    ["an unknown method", "PROPFIND /api/validate", 405],
    ["an unknown method of an unknown path", "PROPFIND /api/nothing", 404],
    ["TRACE", "TRACE /api/validate", 405],
    ["OPTIONS", "OPTIONS /api/validate", 405],
    ["a broken percent-encoding", "GET /api/validate/%E0%A4%A", 404],
    ["a broken percent-encoding outside of the API", "GET /demo/%E0%A4%A", 404],
    ["two slashes after the root", "GET /api//validate", 200],
    ["two slashes after the root of a complete URL", "GET http://localhost/api//validate", 200],
    ["two slashes in the middle", "GET /api/users//events", 404],
    ["one slash at the end", "GET /api/validate/", 200],
    ["two slashes at the end", "GET /api/validate//", 404],
    ["a backslash", "GET /api/\\validate", 400],
    ["an encoded NUL", "GET /api/%00", 404],
    ["a parent folder", "GET /api/../api/validate", 200],
    ["a complete URL", "GET http://localhost/api/validate", 200],
    ["a complete URL without a path", "GET http://localhost/api", 404],
    ["a fragment", "GET /api/validate#fragment", 404],
    ["no path at all", "OPTIONS *", 400],
  ])("answers %s in JSON", async (_, line, status) => {
    const answer = await send(`${line} HTTP/1.1`, withKey());
    expect(answer.status).toBe(status);
    expect(answer.json.meta.status).toBe(status);
    if (status === 405) expect(answer.head).toMatch(/^allow: GET, HEAD$/im);
  });

  it("answers an invalid Host header in JSON", async () => {
    const answer = await send("GET /api/validate HTTP/1.1", ["Host: a b", `x-api-key: ${application.key}`]);
    expect(answer).toMatchObject({ status: 400, json: { meta: { status: 400 } } });
  });

  it("answers a request without a Host in JSON", async () => {
    const answer = await send("GET /api/validate HTTP/1.1", [`x-api-key: ${application.key}`]);
    expect(answer).toMatchObject({ status: 400, json: { meta: { status: 400 } } });
  });

  it("answers HTTP/1.0 without a Host, as load balancers send it", async () => {
    for (const path of ["/api/health", "/api/ready"])
      expect((await send(`GET ${path} HTTP/1.0`, [])).status).toBe(200);
  });

  it("answers a request with an unknown Expect header", async () => {
    const answer = await send("GET /api/validate HTTP/1.1", withKey("Expect: the-unexpected"));
    expect(answer.status).toBe(200);
  });

  it("answers HEAD without a body, and then the next request on the connection", async () => {
    const head = ["HEAD /api/validate HTTP/1.1", ...withKey(), "", ""].join("\r\n");
    const text = await exchange(
      server.url,
      `${head}GET /api/validate HTTP/1.1\r\n${withKey("Connection: close").join("\r\n")}\r\n\r\n`,
    );
    expect(text.match(/^HTTP\/1\.1 200 OK/gm)).toHaveLength(2);
    expect(text.match(/"requestId"/g)).toHaveLength(1);
  });

  it("rejects two keys in one request", async () => {
    const answer = await send("GET /api/validate HTTP/1.1", withKey(`x-api-key: ${application.key}`));
    expect(answer.status).toBe(401);
  });

  it.each([
    ["headers that are too large", "GET /api/validate HTTP/1.1", [`x-large: ${"a".repeat(20_000)}`], 431],
    ["a URL that is too long", `GET /api/users?email=${"a".repeat(20_000)} HTTP/1.1`, [], 431],
    ["a malformed header", "GET /api/validate HTTP/1.1", ["x odd: 1"], 400],
    ["a NUL in a header", "GET /api/validate HTTP/1.1", ["x-odd: a\0b"], 400],
    [
      "two Content-Length headers",
      "POST /api/track HTTP/1.1",
      ["Content-Length: 1", "Content-Length: 2"],
      400,
    ],
    ["a text other than HTTP", "hello", [], 400],
  ])("answers %s in JSON, with the rate headers", async (_, line, headers, status) => {
    const answer = await send(line, withKey(...headers));
    expect(answer).toMatchObject({ status, json: { meta: { status }, errors: { fields: {} } } });
    expect(answer.head).toMatch(/^x-ratelimit-remaining: \d+$/im);
  });

  it.each([
    ["has a Content-Length that is too large", [`Content-Length: ${megabyte + 1}`], "", 413],
    [
      "is too large, without a Content-Length",
      ["Transfer-Encoding: chunked"],
      chunk("a".repeat(megabyte + 1)),
      413,
    ],
    ["is sent to a method without a body", ["Content-Length: 2", "Content-Type: text/plain"], "{}", 405],
    ["waits for 100 Continue", ["Content-Length: 2", "Expect: 100-continue"], "{}", 405],
  ])("answers a body that %s", async (_, headers, body, status) => {
    const answer = await send("POST /api/validate HTTP/1.1", withKey(...headers), body);
    expect(answer.status).toBe(status);
    expect(answer.json.meta.status).toBe(status);
  });

  it("survives a client that hangs up in the middle of a body, and logs no error", async () => {
    const socket = await openSocket(server.url);
    const headers = withKey("Content-Length: 100", "Expect: 100-continue");
    socket.write(["POST /api/validate HTTP/1.1", ...headers, "", ""].join("\r\n"));
    await once(socket, "data");
    socket.end('{"half":');
    await expect.poll(async () => (await readLog(application.workspaceId)).at(-1)?.status).toBe(400);
    expect(parseServerLog(server.output()).filter(({ msg }) => msg === "A call failed.")).toEqual([]);
  });

  it("survives a client that hangs up before the response", async () => {
    const socket = await openSocket(server.url);
    socket.write(["GET /api/segments/users HTTP/1.1", ...withKey(), "", ""].join("\r\n"));
    socket.destroy();
    expect((await send("GET /api/validate HTTP/1.1", withKey())).status).toBe(200);
  });

  it("ignores the IP address that a client claims", async () => {
    const answer = await send(
      "GET /api/validate HTTP/1.1",
      withKey("X-Forwarded-For: 203.0.113.7", "x-forwarded-for: 203.0.113.8"),
    );
    expect(answer.status).toBe(200);
    await expect
      .poll(async () => (await readLog(application.workspaceId)).at(-1)?.id)
      .toBe(answer.json.meta.requestId);
    const log = (await readLog(application.workspaceId)).at(-1);
    expect(log?.ipAddress).toMatch(/^(127\.0\.0\.1|::1)$/);
  });

  it("is still running after all these requests, and has printed no key", async () => {
    expect((await callOverHttp(server.url)("/ready")).status).toBe(200);
    expect(usedKeys.filter((key) => server.output().includes(key))).toEqual([]);
  });
});

type RawAnswer = { status: number; head: string; json: { meta: { status: number; requestId: string } } };

/** Sends the request unchanged and reads the response, which must be JSON. */
async function send(line: string, headers: string[], body = ""): Promise<RawAnswer> {
  const text = await exchange(server.url, toText(line, [...headers, "Connection: close"], body));
  const answer = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "");
  const end = answer.indexOf("\r\n\r\n");
  expect(answer.slice(0, end), answer.slice(0, 500)).toMatch(/^content-type: application\/json/im);
  return {
    status: Number(answer.slice(9, 12)),
    head: answer.slice(0, end),
    json: JSON.parse(readChunks(answer.slice(end + 4))),
  };
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
}

/** Parses a JSON body, chunked or not. */
function readChunks(body: string): string {
  return body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1);
}
