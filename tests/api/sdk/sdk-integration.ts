import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect } from "vitest";
import { setEnabled } from "@/lib/applications/mutations";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { listRequests, type Sdk, sdkHeaders } from "@/tests/support/fixtures/sdk-requests";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

let server: TestServer;
export const limit = 60;

export const sdks = ["npm", "node", "php", "python"] as const;

export const kim = '{"identification":{"user":{"userId":"1"}}';

/** Starts the production server for the tests of a file. */
export function startServerForFile(): void {
  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: limit });
  });
  afterAll(() => server?.stop());
}

export type Answer = {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Parses the body; an empty body is an empty object. */
  json: () => { message?: string; errors?: unknown; rejected?: unknown };
};
export type Send = (sdk: Sdk, line: string, body?: string) => Promise<Answer>;
export type Integration = Awaited<ReturnType<typeof createIntegration>>;

export const sendTo = (sdk: Sdk, key: string, line: string, body?: string) =>
  exchange(line, sdkHeaders[sdk](key, body !== undefined), body);

/** Sends two different calls with the same Idempotency-Key. */
export async function sendConflicting(sdk: Sdk, key: string): Promise<Answer> {
  const headers = { ...sdkHeaders[sdk](key, true), "idempotency-key": "1" };
  await exchange("POST /users/upsert", headers, toUpsertBody({}));
  return exchange("POST /users/upsert", headers, toUpsertBody({ seats: 1 }));
}

export function sendAsText(sdk: Sdk, key: string): Promise<Answer> {
  return exchange("POST /track", { ...sdkHeaders[sdk](key, false), "content-type": "text/plain" }, "{}");
}

/** Sends a request. `line` is method and path: "POST /track". */
export async function exchange(
  line: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const [method, path] = line.split(" ");
  const length = body !== undefined && { "Content-Length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    request(`${server.url}/api${path}`, { method, headers: { ...headers, ...length } })
      .on("error", reject)
      .on("response", async (response) => {
        const received = await text(response);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: received,
          json: () => JSON.parse(received || "{}"),
        });
      })
      .end(body);
  });
}

/** Creates a workspace with properties of every type and a website, and functions that call the API with its key. */
export async function createIntegration() {
  const application = await createApplicationIn();
  const { workspaceId, key } = application;
  const types = { seats: "number", paid: "boolean", since: "date", tags: "list" } as const;
  await prisma.property.createMany({
    data: (["user", "account"] as const).flatMap((kind) =>
      Object.entries(types).map(([name, type]) => ({ workspaceId, kind, name, label: name, type })),
    ),
  });
  const trackerId = `tracker-${workspaceId}`;
  await prisma.website.create({ data: { workspaceId, id: "1", domain: "acme-inc.com", trackerId } });

  const send: Send = (sdk, ...request) => sendTo(sdk, key, ...request);
  return {
    key,
    send,
    /** Sends an SDK's own requests, and expects each to succeed. */
    sendAll: async (sdk: Sdk, ...lines: string[]) => {
      for (const [line, , body] of listRequests(sdk).filter(([requestLine]) => lines.includes(requestLine))) {
        const answer = await send(sdk, line, body);
        expect(Math.floor(answer.status / 100), answer.text).toBe(2);
      }
    },
    sendReading: async (sdk: Sdk, line: string, body: string) => {
      const reading = await createApplicationIn(application, ["ReadSegments"]);
      return sendTo(sdk, reading.key, line, body);
    },
    sendDisabled: async (sdk: Sdk, line: string) => {
      await setEnabled(workspaceId, null, application.id, false);
      return send(sdk, line);
    },
    sendExhausted: async (sdk: Sdk, line: string) => {
      for (let i = 0; i < limit; i += 1) await send(sdk, line);
      return send(sdk, line);
    },
    read: async (path: string) => {
      const answer = await callOverHttp(server.url)(path, { key });
      const body = (await answer.json()) as { data: unknown };
      expect(answer.status, JSON.stringify(body)).toBe(200);
      return body.data;
    },
  };
}

export function toUpsertBody(properties: Record<string, unknown>): string {
  return JSON.stringify({ identification: { userId: "1" }, properties });
}

export const noErrors = { fields: {}, parameters: { query: {}, path: {}, header: {} } };

export function expectErrors(errors: unknown): void {
  expect(errors).toMatchObject(noErrors);
}
