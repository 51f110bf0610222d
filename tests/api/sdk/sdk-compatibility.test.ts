import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setEnabled } from "@/lib/applications/mutations";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createKey } from "@/lib/keys/secret";
import { createApplicationIn } from "@/tests/support/factories/application";
import { listRequests, olderRequests, type Sdk, sdkHeaders } from "@/tests/support/fixtures/sdk-requests";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** Behaviour that the official SDKs depend on. */
let server: TestServer;
const limit = 60;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: limit });
});
afterAll(() => server?.stop());

const sdks = ["npm", "node", "php", "python"] as const;
const kim = '{"identification":{"user":{"userId":"1"}}';

describe.concurrent.each(sdks)("the %s SDK", (sdk) => {
  it.each(listRequests(sdk))("gets the documented status for %s", async (line, status, body) => {
    const { send } = await createIntegration();
    const answer = await send(sdk, line, body);
    expect(answer.status, answer.text).toBe(status === 204 && sdk !== "php" ? 200 : status);
    expect(answer.json().rejected ?? {}).toEqual({});
  });
});

/** The status of a rejection, its cause, and the call that provokes it. */
const rejections: [number, string, (integration: Integration, sdk: Sdk) => Promise<Answer>][] = [
  [400, "an invalid request", ({ send }, sdk) => send(sdk, "POST /track", '{"name":"x"}')],
  [400, "malformed JSON", ({ send }, sdk) => send(sdk, "POST /users/upsert", '{"a":')],
  [400, "an invalid query", ({ send }, sdk) => send(sdk, "GET /tracking/snippet?domain=a%20b")],
  [401, "an unknown key", (_, sdk) => sendTo(sdk, createKey().key, "GET /validate")],
  [401, "a key without the permission", ({ sendReading }, sdk) => sendReading(sdk, "POST /link", "{}")],
  [403, "a disabled key", ({ sendDisabled }, sdk) => sendDisabled(sdk, "GET /validate")],
  [404, "an unknown website", ({ send }, sdk) => send(sdk, "GET /tracking/snippet?domain=other.com")],
  [404, "an unknown path", ({ send }, sdk) => send(sdk, "POST /journeys/events", "{}")],
  [405, "a method that the path lacks", ({ send }, sdk) => send(sdk, "DELETE /validate", "{}")],
  [409, "an Idempotency-Key of a different call", ({ key }, sdk) => sendConflicting(sdk, key)],
  [413, "a body that is too large", ({ send }, sdk) => send(sdk, "POST /track", " ".repeat(1_048_577))],
  [415, "a body of another type than JSON", ({ key }, sdk) => sendAsText(sdk, key)],
  [429, "a call past the rate limit", ({ sendExhausted }, sdk) => sendExhausted(sdk, "GET /validate")],
];

describe.concurrent("every response has a JSON body and an integer X-RateLimit-Remaining, which Python needs", () => {
  it.each(listRequests("python"))("in the response to %s", async (line, _, body) => {
    const { send } = await createIntegration();
    expectReadable(await send("python", line, body));
  });

  it.each(rejections)("in a %i for %s", async (status, _, sendRejected) => {
    const answer = await sendRejected(await createIntegration(), "python");
    expect(answer.status).toBe(status);
    expectReadable(answer);
  });

  function expectReadable({ status, headers, json }: Answer): void {
    expect(json()).toMatchObject({ meta: { requestId: expect.stringMatching(/^\w{26}$/), status } });
    expect(headers["x-ratelimit-remaining"]).toMatch(/^\d+$/);
  }
});

describe.concurrent("PHP, which compares exact status codes and reads fields without checking them", () => {
  it.each(listRequests("php"))("gets the documented status for %s: %i", async (line, status, body) => {
    const { send } = await createIntegration();
    const answer = await send("php", line, body);
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers["x-ratelimit-limit"]).toBe(String(limit));
  });

  it.each(rejections)(
    "finds the message, and the errors of a 400, in a %i for %s",
    async (status, _, sendRejected) => {
      const answer = await sendRejected(await createIntegration(), "php");
      expect(answer.status).toBe(status);
      const { message, errors } = answer.json();
      expect(message).toEqual(expect.any(String));
      if (status === 400) expectErrors(errors);
    },
  );

  // Of these PHP reads only the message, and the schemas that journy.io publishes have no `errors`.
  const withoutErrors = ["an unknown key", "a key without the permission", "a disabled key"];
  withoutErrors.push("an unknown website", "a call past the rate limit");

  it.each(rejections.filter(([status]) => status !== 400))(
    "finds empty `errors` in a %i for %s, unless its published schema has none",
    async (_, cause, sendRejected) => {
      const answer = await sendRejected(await createIntegration(), "php");
      expect(answer.json().errors).toEqual(withoutErrors.includes(cause) ? undefined : noErrors);
    },
  );
});

describe.concurrent("a 400 names each invalid field in `errors`", () => {
  it.each([
    ["GET /validate?colour=red", undefined, { parameters: { query: { colour: expect.any(String) } } }],
    ["GET /tracking/snippet", undefined, { parameters: { query: { domain: expect.any(String) } } }],
    ["POST /track", "", { fields: { body: expect.any(String) } }],
    ["POST /track", "[]", { fields: { body: expect.any(String) } }],
    ["POST /track", `${kim}}`, { fields: { name: expect.any(String) } }],
    [
      "POST /track",
      `${kim},"name":"x","triggeredAt":"soon"}`,
      { fields: { triggeredAt: expect.any(String) } },
    ],
    ["POST /users/upsert", '{"identification":{}}', { fields: { identification: expect.any(String) } }],
    [
      "POST /users/upsert",
      '{"identification":{"email":"nobody"}}',
      { fields: { "identification.email": expect.any(String) } },
    ],
    [
      "POST /users/upsert",
      '{"identification":{"userId":"1"},"properties":{"list":[""]}}',
      { fields: { "properties.list.0": expect.any(String) } },
    ],
    [
      "DELETE /accounts",
      '{"identification":{"domain":"www.acme-inc.com"}}',
      { fields: { "identification.domain": expect.any(String) } },
    ],
    [
      "POST /accounts/users/add",
      '{"account":{"accountId":"7"},"users":[{"userId":"1"}]}',
      { fields: { "users.0.identification": expect.any(String) } },
    ],
    ["POST /link", '{"identification":{"userId":"1"}}', { fields: { deviceId: expect.any(String) } }],
  ])("for %s with the body %s", async (line, body, expected) => {
    const { send } = await createIntegration();
    const answer = await send("node", line, body);
    expect(answer.status, answer.text).toBe(400);
    const { errors } = answer.json();
    expectErrors(errors);
    expect(errors).toMatchObject(expected);
  });
});

describe.concurrent("POST /accounts/users/remove returns 204, or 200 with a body for Node and Python, which need one", () => {
  const line = "POST /accounts/users/remove";
  const [, , removal] = listRequests("node").find(([requestLine]) => requestLine === line) ?? [];

  it.each([
    ["js-sdk/3.2.0", 200],
    ["js-sdk/undefined", 200],
    ["python-sdk/2.3.1", 200],
    ["php-sdk/3.1.2", 204],
    ["curl/8.7.1", 204],
    ["my-js-sdk/1.0", 204],
    [undefined, 204],
  ])("and removes the user for User-Agent %s: %i", async (client, status) => {
    const { key, read, send } = await createIntegration();
    await send("node", "POST /accounts/users/add", removal);
    expect(await read("/accounts/7/users")).toHaveLength(1);
    const headers = { ...sdkHeaders.npm(key), ...(client && { "user-agent": client }) };
    const answer = await exchange(line, headers, removal);
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers["x-ratelimit-remaining"]).toMatch(/^\d+$/);
    if (status === 204) expect(answer).toMatchObject({ text: "", headers: noContent });
    else expect(answer.json()).toMatchObject({ message: expect.any(String), meta: { status: 200 } });
    expect(await read("/users/1")).toMatchObject({ userId: "1" });
    expect(await read("/accounts/7/users")).toEqual([]);
  });

  const noContent = expect.not.objectContaining({ "content-type": expect.anything() });
});

describe.concurrent("the Node package on npm, 3.1.0", () => {
  it("tracks with POST /events", async () => {
    const { read, sendAll } = await createIntegration();
    await sendAll("npm", "POST /events");
    expect(await read("/users/1/events")).toMatchObject([
      { name: "login", triggeredAt: "2026-11-24T09:30:00.000Z", metadata: { count: "3", paid: "true" } },
    ]);
  });

  it("sends an account's members", async () => {
    const { read, sendAll } = await createIntegration();
    await sendAll("npm", "POST /accounts/upsert");
    const members = (await read("/accounts/7/users")) as { userId?: string; email?: string }[];
    expect(members.map(({ userId, email }) => userId ?? email).toSorted()).toEqual(["1", "lee@acme-inc.com"]);
  });

  it("sends every value as text, which is coerced to the property's type", async () => {
    const { read, sendAll } = await createIntegration();
    await sendAll("npm", "POST /users/upsert");
    expect(await read("/users/1")).toMatchObject({
      properties: { seats: 399, paid: true, since: "1970-01-01T00:00:00.000Z", tags: ["a", "b"], empty: "" },
    });
  });

  it.each([
    ["seats", "-12.5", -12.5],
    ["seats", "0", 0],
    ["seats", "1e-7", 1e-7],
    ["paid", "false", false],
  ])("may send %s as %j, stored as %j", async (name, sent, stored) => {
    const { read, send } = await createIntegration();
    await send("npm", "POST /users/upsert", toUpsertBody({ [name]: sent }));
    expect(await read("/users/1")).toMatchObject({ properties: { [name]: stored } });
  });

  it.each([
    ["seats", "007", "Expected a number but found a string."],
    ["seats", "12345678901234567890", "Expected a number but found a string."],
    ["seats", "many", "Expected a number but found a string."],
    ["paid", "yes", "Expected a boolean but found a string."],
    ["since", "yesterday", "Expected a date but found a string."],
    ["tags", "a", "Expected a list but found a string."],
  ])(
    "gets the reason why %s cannot be %j, and its other properties are stored",
    async (name, sent, reason) => {
      const { read, send } = await createIntegration();
      const answer = await send(
        "npm",
        "POST /users/upsert",
        toUpsertBody({ [name]: sent, full_name: "Kim" }),
      );
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json().rejected).toEqual({ [name]: reason });
      expect(await read("/users/1")).toMatchObject({ properties: { full_name: "Kim" } });
    },
  );

  it("can be upgraded to a version that sends numbers and booleans", async () => {
    const { read, send } = await createIntegration();
    await send("npm", "POST /users/upsert", toUpsertBody({ new_seats: "399", new_paid: "true" }));
    const answer = await send(
      "node",
      "POST /users/upsert",
      toUpsertBody({ new_seats: 400, new_paid: false }),
    );
    expect(answer.json()).not.toHaveProperty("rejected.new_seats");
    const { properties } = (await read("/users/1")) as { properties: Record<string, unknown> };
    expect([String(properties.new_seats), String(properties.new_paid)]).toEqual(["400", "false"]);
  });
});

describe.concurrent("times", () => {
  it.each([
    ["Python's isoformat, with microseconds and without an offset", "2026-11-24T09:30:00.123456", ".123Z"],
    ["Python's isoformat without a fraction of a second", "2026-11-24T09:30:00", ".000Z"],
    ["Python's isoformat of a time with a zone", "2026-11-24T10:30:00.123456+01:00", ".123Z"],
    ["PHP's offset", "2026-11-24T09:30:00+00:00", ".000Z"],
    ["PHP's offset of another zone", "2026-11-24T04:00:00-05:30", ".000Z"],
    ["Node's Z", "2026-11-24T09:30:00.000Z", ".000Z"],
  ])("are parsed in events and in properties: %s", async (_, sent, fraction) => {
    const { read, send } = await createIntegration();
    const moment = `2026-11-24T09:30:00${fraction}`;
    await send("python", "POST /track", `${kim},"name":"login","metadata":{},"triggeredAt":"${sent}"}`);
    expect(await read("/users/1/events")).toMatchObject([{ triggeredAt: moment }]);
    await send("python", "POST /users/upsert", toUpsertBody({ since: sent }));
    expect(await read("/users/1")).toMatchObject({ properties: { since: moment } });
  });
});

it("accepts `recordedAt` of PHP before 3.1.2 for `triggeredAt`", async () => {
  const { read, send } = await createIntegration();
  const event = `${kim},"name":"login","recordedAt":"2026-11-24T11:30:00+02:00"}`;
  for (const line of ["POST /events", "POST /track"])
    expect(await send("php", line, event)).toMatchObject({ status: 201 });
  const moment = { triggeredAt: "2026-11-24T09:30:00.000Z" };
  expect(await read("/users/1/events")).toMatchObject([moment, moment]);
});

describe.concurrent("SDKs before version 3 (Python's before 2), whose bodies lack the 'identification' of users and accounts", () => {
  it.each(["Node 2.0.1", "PHP 2.0.0", "Python 1.1.1"])("are accepted: %s", async (version) => {
    const { read, send } = await createIntegration();
    for (const [sdk, line, status, body] of olderRequests) {
      if (sdk !== version) continue;
      const answer = await send("npm", line, body);
      expect(answer.status, answer.text).toBe(status);
    }
    const names = { userId: "1", email: "kim@acme-inc.com" };
    expect(await read("/users/1")).toMatchObject({
      ...names,
      properties: { full_name: "Kim", seats: 399, paid: true },
    });
    expect(await read("/accounts/7")).toMatchObject({ properties: { name: "Acme" } });
    expect(await read("/accounts/7/users")).toMatchObject([names, { userId: "2" }]);
    expect(await read("/users/1/events")).toMatchObject([
      { name: "login", triggeredAt: "2026-11-24T09:30:00.000Z", user: names, account: { accountId: "7" } },
    ]);
  });

  it.each([
    ["POST /users/upsert", '{"userId":7}', "identification.userId"],
    ["POST /users/upsert", '{"userId":"1","identification":{"userId":"1"}}', "userId"],
    ["POST /users/upsert", '{"email":"kim@acme-inc.com"}', "identification"],
    ["POST /accounts/upsert", '{"accountId":"7","properties":["a"]}', "properties"],
    ["POST /accounts/upsert", '{"accountId":"7","name":"Acme","properties":"a"}', "properties"],
    ["POST /accounts/upsert", '{"accountId":"7","name":"Acme","members":"1"}', "members"],
    ["POST /events", '{"identification":{"userId":""},"name":"login"}', "identification.user.userId"],
  ])("get 400 for %s with the body %s", async (line, body, field) => {
    const { send } = await createIntegration();
    const answer = await send("npm", line, body);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json().errors).toMatchObject({ fields: { [field]: expect.any(String) } });
  });
});

describe.concurrent("an empty object", () => {
  it.each<[string, Sdk, string, string]>([
    ["Python's `metadata`", "python", "POST /track", `${kim}, "name": "login", "metadata": {}}`],
    ["PHP's `metadata`", "php", "POST /track", `${kim},"name":"login","metadata":[]}`],
    ["PHP's `metadata`, on the old path", "php", "POST /events", `${kim},"name":"login","metadata":[]}`],
    [
      "PHP's `properties` of a user",
      "php",
      "POST /users/upsert",
      '{"identification":{"userId":"1"},"properties":[]}',
    ],
    [
      "PHP's `properties` of an account",
      "php",
      "POST /accounts/upsert",
      '{"identification":{"accountId":"7"},"properties":[]}',
    ],
  ])("is accepted as %s", async (_, sdk, line, body) => {
    const { send } = await createIntegration();
    const answer = await send(sdk, line, body);
    expect(answer.status, answer.text).toBe(201);
  });

  it("rejects a non-empty list", async () => {
    const { send } = await createIntegration();
    for (const body of [`${kim},"name":"login","metadata":["a"]}`, `${kim},"name":"login","metadata":[[]]}`])
      expect((await send("php", "POST /track", body)).status).toBe(400);
  });
});

it("accepts Node's Content-Type on GET", async () => {
  const { send } = await createIntegration();
  for (const path of [
    "/validate",
    "/events",
    "/properties/users",
    "/segments/accounts",
    "/users",
    "/accounts",
  ])
    expect((await send("node", `GET ${path}`)).status).toBe(200);
});

it("returns the snippet of the website for a host such as www.", async () => {
  const { send } = await createIntegration();
  for (const host of ["acme-inc.com", "www.acme-inc.com", "blog.acme-inc.com", "WWW.ACME-INC.COM"])
    for (const sdk of sdks) {
      const answer = await send(sdk, `GET /tracking/snippet?domain=${host}`);
      expect(answer.json()).toMatchObject({
        data: { domain: "acme-inc.com", snippet: expect.stringContaining("<script") },
      });
    }
});

describe.concurrent("DELETE with a body", () => {
  it.each(["node", "php", "python"] as const)(
    "deletes the identified contact for the %s SDK",
    async (sdk) => {
      const { read, sendAll } = await createIntegration();
      await sendAll("node", "POST /track");
      expect(await read("/users")).toHaveLength(1);
      expect(await read("/accounts")).toHaveLength(1);
      await sendAll(sdk, "DELETE /users", "DELETE /accounts");
      expect(await read("/users")).toEqual([]);
      expect(await read("/accounts")).toEqual([]);
      // Deleting an unknown contact succeeds, too.
      await sendAll(sdk, "DELETE /users", "DELETE /accounts");
    },
  );
});

describe.concurrent("/accounts/{accountId}/users, from an older API document", () => {
  it("adds a user to an account, and removes them again", async () => {
    const { read, send } = await createIntegration();
    await send("node", "POST /accounts/upsert", '{"identification":{"accountId":"7"}}');
    expect((await send("npm", "POST /accounts/7/users", '{"userId":"1"}')).status).toBe(201);
    expect(await read("/accounts/7/users")).toMatchObject([{ userId: "1" }]);
    expect((await send("npm", "DELETE /accounts/7/users", '{"userId":"1"}')).status).toBe(201);
    expect(await read("/accounts/7/users")).toEqual([]);
  });
});

it("keeps Node's connection open after a body that is too large", async () => {
  const { send } = await createIntegration();
  expect((await send("node", "POST /track", " ".repeat(1_048_577))).status).toBe(413);
  expect((await send("node", "GET /validate")).status).toBe(200);
});

it("deletes null and keeps empty texts in an upsert by Node or PHP", async () => {
  for (const sdk of ["node", "php"] as const) {
    const { read, send, sendAll } = await createIntegration();
    await send(sdk, "POST /users/upsert", toUpsertBody({ gone: "soon", stays: "here", empty: "full" }));
    await sendAll(sdk, "POST /users/upsert");
    const { properties } = (await read("/users/1")) as { properties: object };
    expect(properties).toMatchObject({ stays: "here", empty: "" });
    expect(properties).not.toHaveProperty("gone");
  }
});

type Answer = {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Parses the body; an empty body is an empty object. */
  json: () => { message?: string; errors?: unknown; rejected?: unknown };
};
type Send = (sdk: Sdk, line: string, body?: string) => Promise<Answer>;
type Integration = Awaited<ReturnType<typeof createIntegration>>;

const sendTo = (sdk: Sdk, key: string, line: string, body?: string) =>
  exchange(line, sdkHeaders[sdk](key, body !== undefined), body);

/** Sends two different calls with the same Idempotency-Key. */
async function sendConflicting(sdk: Sdk, key: string): Promise<Answer> {
  const headers = { ...sdkHeaders[sdk](key, true), "idempotency-key": "1" };
  await exchange("POST /users/upsert", headers, toUpsertBody({}));
  return exchange("POST /users/upsert", headers, toUpsertBody({ seats: 1 }));
}

function sendAsText(sdk: Sdk, key: string): Promise<Answer> {
  return exchange("POST /track", { ...sdkHeaders[sdk](key, false), "content-type": "text/plain" }, "{}");
}

/** Sends a request. `line` is method and path: "POST /track". */
async function exchange(line: string, headers: Record<string, string>, body?: string): Promise<Answer> {
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
async function createIntegration() {
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

function toUpsertBody(properties: Record<string, unknown>): string {
  return JSON.stringify({ identification: { userId: "1" }, properties });
}

const noErrors = { fields: {}, parameters: { query: {}, path: {}, header: {} } };

function expectErrors(errors: unknown): void {
  expect(errors).toMatchObject(noErrors);
}
