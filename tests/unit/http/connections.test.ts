import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { answerInTurn, limitIdleTime } from "@/lib/http/server/connections";
import { second } from "@/lib/time";
import { openSocket, readToEnd } from "@/tests/support/servers/raw-http";

let server: Server;
let origin: string;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function listen(
  respond: RequestListener,
  limits = { keepAlive: 60 * second, writeTimeout: 60 * second },
) {
  server = createServer(answerInTurn(respond, { maxPipelined: 3, writeTimeout: 0 }));
  limitIdleTime(server, limits);
  await once(server.listen(0), "listening");
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const lastRequest = request("/last").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

it("answers pipelined requests one at a time, in their order", async () => {
  let running = 0;
  const concurrency: number[] = [];
  await listen((_, response) => {
    running += 1;
    concurrency.push(running);
    setImmediate(() => {
      running -= 1;
      response.end("x");
    });
  });
  const socket = await openSocket(origin);
  socket.write(request("/1") + lastRequest);
  expect((await readToEnd(socket)).match(/200 OK/g)).toHaveLength(2);
  expect(concurrency).toEqual([1, 1]);
});

it("answers any number of sequential requests", async () => {
  await listen((_, response) => response.end("x"));
  const socket = await openSocket(origin);
  for (let sent = 0; sent < 10; sent += 1) {
    socket.write(request("/"));
    await once(socket, "data");
  }
  socket.write(lastRequest);
  expect(await readToEnd(socket)).toMatch(/200 OK/);
});

it("reads the body of a waiting request", async () => {
  await listen(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    response.end(`<${body}>`);
  });
  const socket = await openSocket(origin);
  const body = "a".repeat(200_000);
  const post = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  socket.write(request("/1") + post + lastRequest);
  expect(await readToEnd(socket)).toContain(`<${body}>`);
});

it("closes a connection after the maximum of waiting requests", async () => {
  const paths: (string | undefined)[] = [];
  await listen(({ url }, response) => {
    paths.push(url);
    setImmediate(() => response.end("x"));
  });
  const socket = await openSocket(origin);
  socket.write(Array.from({ length: 50 }, (_, index) => request(`/${index}`)).join(""));
  const answer = await readToEnd(socket);
  expect(answer.match(/200 OK/g)).toHaveLength(3);
  expect(answer.match(/^connection: close/gim)).toHaveLength(1);
  expect(paths).toEqual(["/0", "/1", "/2"]);
});

it("starts no further request after the client disconnects", async () => {
  const started: (() => void)[] = [];
  await listen((_, response) => started.push(() => response.end("x")));
  const socket = await openSocket(origin);
  socket.write(request("/1") + request("/2"));
  await expect.poll(() => started.length).toBe(1);
  socket.destroy();
  await expect
    .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))))
    .toBe(0);
  expect(started).toHaveLength(1);
});

it("closes a connection whose client stops reading", async () => {
  let closed = false;
  await listen(
    (_, response) => {
      response.once("close", () => {
        closed = true;
      });
      response.end(Buffer.alloc(64 * 1024 * 1024));
    },
    { keepAlive: 60 * second, writeTimeout: 50 },
  );
  const socket = await openSocket(origin);
  socket.pause();
  socket.write(request("/"));
  await expect.poll(() => closed).toBe(true);
  socket.destroy();
});

it("waits for a handler that takes longer than the write timeout", async () => {
  let timeouts = 0;
  await listen(
    (_, response) => {
      server.once("timeout", () => {
        timeouts += 1;
        response.end("x");
      });
    },
    { keepAlive: 60 * second, writeTimeout: 50 },
  );
  const socket = await openSocket(origin);
  socket.write(lastRequest);
  expect(await readToEnd(socket)).toMatch(/200 OK/);
  expect(timeouts).toBe(1);
});

it("closes a connection that is idle for longer than the keep-alive time", async () => {
  await listen((_, response) => response.end("x"), { keepAlive: 50, writeTimeout: 60 * second });
  const socket = await openSocket(origin);
  socket.write(request("/"));
  expect(await readToEnd(socket)).toMatch(/200 OK/);
});

it("allows headers more time than idle connections", async () => {
  await listen((_, response) => response.end("x"), { keepAlive: 400 * second, writeTimeout: 60 * second });
  expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  expect(server.requestTimeout).toBeGreaterThanOrEqual(server.headersTimeout);
});
