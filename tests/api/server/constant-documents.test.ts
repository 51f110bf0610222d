import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { findBuild } from "@/scripts/build/production-build";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

const staticFolder = join(findBuild()?.nextFolder ?? "", "static");
const script = readdirSync(join(staticFolder, "chunks")).find((name) => name.endsWith(".js")) ?? "";
const scriptPath = `/_next/static/chunks/${script}`;

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer };

describe.each([
  ["through the fast path", true],
  ["through Next", false],
])("%s", (_, fastPath) => {
  let server: TestServer;
  // Next compresses the responses of its own handlers with gzip.
  const specPaths = fastPath ? ["/api/spec.json"] : [];

  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, fastPath });
  });
  afterAll(() => server?.stop());

  /** Gets the encoded bytes, which fetch would decode. */
  function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(server.url + path, { method, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        });
      });
      sent.on("error", reject).end();
    });
  }

  it.each([...specPaths, "/tracker.js", scriptPath, "/developers", "/sign-in", "/sign-up"])(
    "%s is sent compressed, and not again to a client that has it",
    async (path) => {
      const plain = await get(path);
      expect(plain).toMatchObject({
        status: 200,
        headers: { vary: expect.stringMatching(/accept-encoding/i) },
      });
      expect(plain.headers["content-encoding"]).toBeUndefined();
      expect(plain.headers["x-content-type-options"]).toBe("nosniff");
      const br = await get(path, { "accept-encoding": "gzip, deflate, br" });
      expect(br.headers).toMatchObject({
        "content-encoding": "br",
        "content-type": plain.headers["content-type"],
      });
      expect(brotliDecompressSync(br.bytes).equals(plain.bytes)).toBe(true);
      const gzip = await get(path, { "accept-encoding": "gzip" });
      expect(gzip.headers["content-encoding"]).toBe("gzip");
      expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
      const again = await get(path, {
        "accept-encoding": "gzip",
        "if-none-match": String(gzip.headers.etag),
      });
      expect(again).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
      const head = await get(path, { "accept-encoding": "br" }, "HEAD");
      expect(head).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    },
  );

  it.each(["identity", "br", "gzip", "gzip, deflate, br"])(
    "encodes the API's document once for Accept-Encoding %s",
    async (acceptEncoding) => {
      const { headers, bytes } = await get("/api/spec.json", { "accept-encoding": acceptEncoding });
      const decoded = decode(bytes, headers["content-encoding"]);
      expect(JSON.parse(decoded.toString())).toHaveProperty("openapi");
    },
  );

  it("caches a static file for a year, with its type and any query", async () => {
    const { headers, bytes } = await get(`${scriptPath}?dpl=abc`);
    expect(headers["cache-control"]).toBe("public,max-age=31536000,immutable");
    expect(headers["content-type"]).toMatch(/^text\/javascript/);
    expect(bytes.equals(readFileSync(join(staticFolder, "chunks", script)))).toBe(true);
  });

  it("renders pages for the router and for requests with cookies", async () => {
    // Next redirects the router to a URL with a hash of its headers.
    for (const path of ["/developers", "/sign-in"]) expect((await get(path, { rsc: "1" })).status).toBe(307);
    const returning = await get("/sign-in", { cookie: "theme=dark" });
    expect(returning.headers["cache-control"]).toMatch(/no-store/);
    expect((await get("/sign-in?next=/acme")).headers["cache-control"]).toMatch(/no-store/);
  });

  it("caches the tracker for five minutes, for all origins", async () => {
    const { headers } = await get("/tracker.js?id=1");
    expect(headers).toMatchObject({
      "cache-control": "public, max-age=300, stale-while-revalidate=86400",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "content-type": expect.stringMatching(/javascript/),
    });
  });

  it("revalidates the API's document, with the headers of every response", async () => {
    const { headers } = await get("/api/spec.json");
    const again = await get("/api/spec.json", { "if-none-match": String(headers.etag) });
    expect(again).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
    expect(headers["cache-control"]).toBe("no-cache");
    expect(headers["x-request-id"]).toMatch(/^[0-9A-Z]{26}$/);
    expect(headers["x-ratelimit-remaining"]).toMatch(/^\d+$/);
  });

  it.each(["/_next/static/nothing.js", "/_next/static/../server.mjs", "/_next/static/%2e%2e/server.mjs"])(
    "returns 404 for %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});

function decode(bytes: Buffer, encoding: unknown): Buffer {
  if (encoding === "br") return brotliDecompressSync(bytes);
  return encoding === "gzip" ? gunzipSync(bytes) : bytes;
}
