import { describe, expect, it } from "vitest";
import { createKey } from "@/lib/keys/secret";
import { listRequests, type Sdk, sdkHeaders } from "@/tests/support/fixtures/sdk-requests";
import {
  type Answer,
  createIntegration,
  exchange,
  expectErrors,
  type Integration,
  kim,
  limit,
  noErrors,
  sdks,
  sendAsText,
  sendConflicting,
  sendTo,
  startServerForFile,
} from "./sdk-integration";

/** Responses that the official SDKs depend on. */
startServerForFile();

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
