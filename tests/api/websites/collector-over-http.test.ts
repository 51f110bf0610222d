import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { browser, createSite, pageview, type Site } from "@/tests/support/factories/site";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

describe.each([
  ["through the fast path", true],
  ["through Next", false],
])("The collector, %s", (_, fastPath) => {
  let server: TestServer;
  let site: Site;
  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, fastPath });
    site = await createSite();
  });
  afterAll(() => server?.stop());

  const call = (method: string, body?: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/collect?trackerId=${site.trackerId}`, {
      method,
      headers: {
        "user-agent": browser,
        "content-type": "text/plain;charset=UTF-8",
        origin: `https://${site.domain}`,
        ...headers,
      },
      ...(body !== undefined && { body }),
    });

  it("stores a page view, and says so without a body", async () => {
    const response = await call("POST", JSON.stringify(pageview("d")));
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(response.headers.get("access-control-allow-origin")).toBe(`https://${site.domain}`);
    expect(response.headers.has("set-cookie")).toBe(false);
  });

  it("answers a preflight", async () => {
    const response = await call("OPTIONS");
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  });

  it.each<[string, string | undefined, number]>([
    ["POST", "{", 400],
    ["POST", "x".repeat(65_537), 413],
    ["POST", `{"type":"pageview","id":"\\ud800"}`, 400],
    ["PUT", "{}", 405],
    ["DELETE", undefined, 405],
  ])("answers a wrong %s in JSON (%#)", async (method, body, status) => {
    const response = await call(method, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.any(String), meta: { status } });
  });

  it("answers a website that is none, and a page of another domain, in JSON", async () => {
    const unknown = await fetch(`${server.url}/collect`, { method: "POST", body: "{}" });
    const foreign = await call("POST", "{}", { origin: "https://example.com" });
    for (const [response, status] of [
      [unknown, 404],
      [foreign, 403],
    ] as const)
      expect(await response.json()).toMatchObject({ meta: { status } });
    expect(foreign.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("sends the script compressed", async () => {
    const response = await fetch(`${server.url}/tracker.js`, { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
  });
});
