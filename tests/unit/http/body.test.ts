import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";

const server = createServer();
beforeAll(async () => {
  await once(server.listen(0), "listening");
});
afterAll(() => void server.close());

it("returns a body that has arrived without waiting", async () => {
  const received = await receive("é".repeat(500), waitForBody);
  const body = received.read(1_048_576);
  expect(body).toBeInstanceOf(Buffer);
  expect(body.toString()).toBe("é".repeat(500));
});

it("returns an empty body that has arrived without waiting", async () => {
  const received = await receive("", waitForBody);
  expect(received.read(10).toString()).toBe("");
});

it("rejects a body that has arrived and exceeds the limit", async () => {
  const received = await receive("12345", waitForBody);
  expect(() => received.read(4)).toThrow(AppError);
});

it("waits for a body that has not arrived", async () => {
  const received = await receive("12345", async () => undefined);
  const body = received.read(5);
  expect(body).toBeInstanceOf(Promise);
  expect((await body).toString()).toBe("12345");
});

async function waitForBody({ request }: { request: IncomingMessage }): Promise<void> {
  while (!request.complete) await nextTurn();
}

type Received = { request: IncomingMessage; read: (maxBytes: number) => Buffer | Promise<Buffer> };

/** Posts the body. Resolves after `wait`, while the request is open. */
function receive(sent: string, wait: (received: Received) => Promise<void>): Promise<Received> {
  const { port } = server.address() as AddressInfo;
  const url = `http://localhost:${port}/`;
  return new Promise((resolve, reject) => {
    server.once("request", (request: IncomingMessage, response: ServerResponse) => {
      const read = (maxBytes: number) => {
        response.end();
        return readBody(new Request(url, { method: "POST" }), maxBytes, request);
      };
      const received = { request, read };
      void wait(received).then(() => resolve(received), reject);
    });
    fetch(url, { method: "POST", body: sent, headers: { connection: "close" } }).catch(reject);
  });
}
