import { describe, expect, it } from "vitest";
import { olderRequests, type Sdk } from "@/tests/support/fixtures/sdk-requests";
import { createIntegration, kim, sdks, startServerForFile, toUpsertBody } from "./sdk-integration";

/** Requests that the official SDKs send, also where the published document differs. */
startServerForFile();

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
