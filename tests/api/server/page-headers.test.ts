import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { exchange, toText } from "@/tests/support/servers/raw-http";

let server: TestServer;
let secure: TestServer;

beforeAll(async () => {
  const databaseUrl = env().DATABASE_URL;
  [server, secure] = await Promise.all([
    startServer({ databaseUrl }),
    startServer({ databaseUrl, env: { NEXTAUTH_URL: "https://app.example.com" } }),
  ]);
});
afterAll(() => Promise.all([server?.stop(), secure?.stop()]));

const send = (line: string, ...headers: string[]) =>
  exchange(server.url, toText(`${line} HTTP/1.1`, [...headers, "Connection: close"]));

describe("response headers", () => {
  it.each([
    "/sign-in",
    "/developers",
    "/nothing/here",
    "/api/auth/csrf",
    "/api/auth/providers",
    "/api/auth/nothing",
  ])("isolate %s from other sites", async (path) => {
    const { headers } = await fetch(server.url + path, { redirect: "manual" });
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "strict-origin-when-cross-origin",
      "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
    });
  });

  it.each(["/reset-password", "/invite/a-token"])("keep the URL %s to themselves", async (path) => {
    const { headers } = await fetch(server.url + path);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it.each(["/sign-in", "/api/validate", "/api/auth/csrf", "/tracker.js", "/collect"])(
    "have HSTS at %s if the public URL has HTTPS",
    async (path) => {
      const read = async ({ url }: TestServer) =>
        (await fetch(url + path)).headers.get("strict-transport-security");
      expect(await read(secure)).toBe("max-age=31536000");
      expect(await read(server)).toBeNull();
    },
  );
});

describe("a request", () => {
  it.each([
    "TRACE /sign-in",
    "TRACE /",
    "TRACE /api/auth/csrf",
    "TRACE /api/logs",
    "PUT /sign-in",
    "OPTIONS /sign-in",
    "PROPFIND /developers",
    "DELETE /tracker.js",
  ])("with another method is rejected: %s", async (line) => {
    const answer = await send(line, "Host: localhost");
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(/^allow: GET, HEAD, POST$/im);
  });

  it.each(["GET /sign-in", "GET /api/health", "GET /api/auth/csrf"])(
    "with two Host headers is rejected: %s",
    async (line) => {
      expect(await send(line, "Host: localhost", "Host: evil.example")).toMatch(/^HTTP\/1\.1 400 /);
    },
  );
});
