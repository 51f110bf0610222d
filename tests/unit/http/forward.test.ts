import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createForwarder } from "@/lib/http/server/forward";

/** A process that passes requests on, and a page process behind a Unix socket. */
const folder = mkdtempSync(join(tmpdir(), "forward-test-"));
const socket = join(folder, "pages.sock");
let currentSocket: string | undefined = socket;
let isStopping = false;
let answer: RequestListener;
const pages = createServer((incoming, response) => answer(incoming, response));
const front = createServer(
  createForwarder({
    findSocket: () => currentSocket,
    isStopping: () => isStopping,
    rejectByApi: (error) => (_, response) => response.writeHead(503, error.details.headers).end(error.code),
  }),
);
let url: string;

beforeAll(async () => {
  await Promise.all([once(pages.listen(socket), "listening"), once(front.listen(0), "listening")]);
  url = `http://localhost:${(front.address() as AddressInfo).port}`;
});
afterEach(() => {
  currentSocket = socket;
  isStopping = false;
});
afterAll(() => {
  for (const server of [pages, front] satisfies Server[]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

it("passes method, path, headers and body on, and status, headers and body back", async () => {
  answer = async (incoming, response) => {
    const received = { method: incoming.method, url: incoming.url, headers: incoming.headers };
    response.setHeader("set-cookie", ["a=1; Path=/", "b=2"]);
    response.writeHead(207, { "x-own": "yes" });
    response.end(JSON.stringify({ ...received, body: await text(incoming) }));
  };
  const response = await fetch(`${url}/a%20b?c=d&e`, {
    method: "POST",
    headers: { "x-forwarded-for": "203.0.113.7", cookie: "s=1", "next-action": "x" },
    body: "héllo",
  });
  expect(response.status).toBe(207);
  expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  expect(response.headers.get("x-own")).toBe("yes");
  expect(await response.json()).toMatchObject({
    method: "POST",
    url: "/a%20b?c=d&e",
    headers: { "x-forwarded-for": "203.0.113.7", cookie: "s=1", "next-action": "x", host: new URL(url).host },
    body: "héllo",
  });
});

it("keeps the client's connection open, and closes it while stopping", async () => {
  answer = (_, response) => response.end("page");
  expect((await fetch(url)).headers.get("connection")).toBe("keep-alive");
  isStopping = true;
  expect((await fetch(url)).headers.get("connection")).toBe("close");
});

it("answers a complete URL, HTTP/1.0, HEAD and 304 as Node does", async () => {
  answer = ({ url: path, method }, response) => {
    if (path === "/cached") response.writeHead(304, { etag: '"x"' }).end();
    else if (method === "HEAD") response.writeHead(200, { "content-length": "7" }).end();
    else response.end(path);
  };
  expect(await exchange("GET http://other/page?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(
    /\/page\?x/,
  );
  const old = await exchange("GET /old HTTP/1.0\r\nHost: a\r\n\r\n");
  expect(old).toMatch(/\r\n\r\n\/old$/);
  expect(old).not.toMatch(/transfer-encoding/i);
  expect((await fetch(url, { method: "HEAD" })).headers.get("content-length")).toBe("7");
  expect((await fetch(`${url}/cached`)).status).toBe(304);
});

it("streams both ways without waiting for the end", async () => {
  answer = (incoming, response) => incoming.pipe(response);
  const sent = request(url, { method: "POST", headers: { expect: "100-continue" } });
  const response = once(sent, "response");
  sent.write("first");
  const [received] = await response;
  received.setEncoding("utf8");
  expect((await once(received, "data"))[0]).toBe("first");
  sent.end("second");
  expect((await once(received, "data"))[0]).toBe("second");
});

it("ends the request in the page process when the client leaves", async () => {
  const left = new Promise((resolve) => {
    answer = (_, response) => {
      response.on("close", () => resolve(response.writableFinished));
      response.write("a part");
    };
  });
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  abort.abort();
  expect(await left).toBe(false);
  await response.body?.cancel().catch(() => undefined);
});

it("cuts the response when the page process dies within it", async () => {
  answer = (incoming, response) => {
    response.write("a part");
    setTimeout(() => incoming.socket.destroy(), 20);
  };
  const response = await fetch(url);
  await expect(response.text()).rejects.toThrow();
});

it("answers 503 with Retry-After while there is no page process, in the API's envelope for its paths", async () => {
  for (const missing of [undefined, join(folder, "gone.sock")]) {
    currentSocket = missing;
    const page = await fetch(`${url}/demo`, { method: "POST", body: "x" });
    expect([page.status, page.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(await page.text()).toBe("Pages are not available at the moment. Reload in a few seconds.");
    const call = await fetch(`${url}/api/logs`);
    expect([call.status, call.headers.get("retry-after"), await call.text()]).toEqual([
      503,
      "2",
      "unavailable",
    ]);
  }
});

function exchange(message: string): Promise<string> {
  const client = connect(Number(new URL(url).port), "localhost");
  client.write(message);
  return text(client);
}
