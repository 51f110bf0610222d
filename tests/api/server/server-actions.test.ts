import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { findBuild } from "@/scripts/build/production-build";
import { openHttpProxy } from "@/tests/support/servers/http-proxy";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

const publicUrl = "http://app.example.com:8443";

/** An action that needs no session. */
let signUp: string;
let server: TestServer;

beforeAll(async () => {
  const manifest = join(findBuild()?.nextFolder ?? "", "server", "server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(manifest, "utf8")) as {
    node: Record<string, { exportedName: string }>;
  };
  signUp = Object.entries(node).find(([, { exportedName }]) => exportedName === "signUp")?.[0] ?? "";
  server = await startServer({ databaseUrl: env().DATABASE_URL, env: { NEXTAUTH_URL: publicUrl } });
});
afterAll(() => server?.stop());

type Sent = {
  url?: string;
  path?: string;
  id?: string | null;
  type?: string;
  body?: string;
  headers?: Record<string, string>;
};

async function callAction({
  url = server.url,
  path = "/sign-up",
  id = signUp,
  type = "text/plain;charset=UTF-8",
  body = "[{}]",
  headers,
}: Sent = {}) {
  const response = await fetch(url + path, {
    method: "POST",
    body,
    headers: { "content-type": type, ...(id !== null && { "next-action": id }), ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const invalidInput = /"ok":false,"code":"bad_request"/;
const multipart = "multipart/form-data; boundary=x";

describe("a call of a server action", () => {
  it("runs the action, and returns its result", async () => {
    expect(await callAction()).toMatchObject({ status: 200, text: expect.stringMatching(invalidInput) });
  });

  it.each<[string, Sent, number]>([
    ["a malformed id", { id: "xyz" }, 400],
    ["the name of a property as its id", { id: "toString" }, 400],
    ["the id of another build's action", { id: "7f".padEnd(42, "0") }, 409],
    ["a body other than JSON", { body: "{{{" }, 400],
    ["no body", { body: "" }, 400],
    ["an unknown reference", { body: '["$F1"]' }, 400],
    ["more than 256 KiB", { body: JSON.stringify(["a".repeat(300_000)]) }, 413],
    ["an incomplete multipart body", { type: multipart, body: "--x\r\nContent-Disp" }, 415],
    ["a multipart body without a boundary", { type: "multipart/form-data", body: "x" }, 415],
    ["a form instead of its arguments", { type: "application/x-www-form-urlencoded", body: "a=b" }, 415],
    ["a multipart body without an id", { id: null, type: multipart, body: "garbage" }, 405],
    ["a form without an id", { id: null, type: "application/x-www-form-urlencoded", body: "a=b" }, 405],
    ["an Origin other than a URL", { headers: { origin: "nonsense" } }, 403],
    ["the Origin of a sandboxed frame", { headers: { origin: "null" } }, 403],
    ["the Origin of another site", { headers: { origin: "https://evil.example" } }, 403],
    [
      "another site's Origin and X-Forwarded-Host",
      { headers: { origin: "https://evil.example", "x-forwarded-host": "evil.example" } },
      403,
    ],
  ])("with %s is rejected with one sentence, and prints nothing", async (_, sent, status) => {
    const before = server.output();
    const answer = await callAction(sent);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(answer.text).toMatch(/^[A-Z][^\n]+\.$|256 KiB\.$/);
    expect(answer.headers.get("x-nextjs-action-not-found")).toBe(status === 409 ? "1" : null);
    // Next prints before it responds.
    expect(server.output()).toBe(before);
  });

  it.each([
    ["the public URL", publicUrl],
    ["the public host without its port", "http://app.example.com"],
  ])("runs behind a proxy that sends its own Host, from a page at %s", async (_, origin) => {
    const proxy = await openHttpProxy(server.url);
    const answer = await callAction({ url: proxy.url, headers: { origin } });
    proxy.close();
    expect(answer).toMatchObject({ status: 200, text: expect.stringMatching(invalidInput) });
  });

  it("runs from a page at the requested host", async () => {
    expect((await callAction({ headers: { origin: server.url } })).status).toBe(200);
  });

  it("runs from the host that a trusted proxy forwards, and from no other", async () => {
    const trusting = await startServer({
      databaseUrl: env().DATABASE_URL,
      env: { NEXTAUTH_URL: publicUrl, TRUST_PROXY: "on" },
    });
    const proxy = await openHttpProxy(trusting.url, { "x-forwarded-host": "other.example.com" });
    const statusFrom = async (origin: string) =>
      (await callAction({ url: proxy.url, headers: { origin } })).status;
    expect(await statusFrom("https://other.example.com")).toBe(200);
    expect(await statusFrom("https://evil.example")).toBe(403);
    proxy.close();
    await trusting.stop();
  });
});
