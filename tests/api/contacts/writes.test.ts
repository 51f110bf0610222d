import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { type Client, createClient } from "@/tests/support/factories/api-client";

const user = { userId: "1", email: "kim@northwind.com" };
const account = { accountId: "7", domain: "northwind.com" };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
type Event = { name: string; triggeredAt: string; metadata: object; user?: object; account?: object };
const track = (client: Client, identification: object, more: object = {}) =>
  client.post("/track", { identification, name: "opened", ...more });

describe("track", () => {
  it("creates the user, the account and the event definition if they are unknown", async () => {
    const client = await createClient();
    await track(client, { user, account }, { metadata: { format: "csv", rows: 2, scheduled: false } });
    expect(await client.get("/users/1")).toMatchObject(user);
    expect(await client.get("/accounts/7")).toMatchObject(account);
    expect(await client.get("/events")).toMatchObject([{ name: "opened" }]);
    const event = { name: "opened", metadata: { format: "csv", rows: 2, scheduled: false }, user, account };
    expect(await client.get("/users/1/events")).toMatchObject([event]);
    expect(await client.get("/accounts/7/events")).toMatchObject([event]);
  });

  it("uses the current time without triggeredAt, and UTC without an offset, as Python sends it", async () => {
    const client = await createClient();
    const before = new Date().toISOString();
    await track(client, { user });
    await track(client, { user }, { triggeredAt: "2026-01-02T03:04:05.678901", metadata: {} });
    const [now, dated] = await client.get<Event[]>("/users/1/events");
    expect(now?.triggeredAt.localeCompare(before)).toBeGreaterThanOrEqual(0);
    expect(dated).toMatchObject({ triggeredAt: "2026-01-02T03:04:05.678Z", metadata: {} });
  });

  it("moves firstSeenAt only back and lastSeenAt only forward, at most to now", async () => {
    const client = await createClient();
    await track(client, { user }, { triggeredAt: ago(50) });
    const seen = async () => {
      const { firstSeenAt, lastSeenAt, updatedAt } = await client.get("/users/1");
      return { firstSeenAt, lastSeenAt, updatedAt };
    };
    const first = await seen();
    expect(first.firstSeenAt).toBe(first.lastSeenAt);
    const [earlier, later] = [ago(90), ago(10)];
    for (const triggeredAt of [later, ago(40), earlier, ago(60)])
      await track(client, { user }, { triggeredAt });
    expect(await seen()).toEqual({ firstSeenAt: earlier, lastSeenAt: later, updatedAt: first.updatedAt });
    await track(client, { user }, { triggeredAt: ago(-60) });
    expect(Date.parse((await seen()).lastSeenAt)).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    ["more than a day ahead", ago(-60 * 25), "This must be at most one day in the future."],
    ["before 1970", "1969-12-31T23:59:59Z", "This must be in 1970 or later."],
    ["in year 0", "0000-01-01T00:00:00Z", "This must be in 1970 or later."],
    ["that is not in ISO 8601", "yesterday", /ISO 8601/],
  ])("returns 400 for a date %s", async (_, triggeredAt, message) => {
    const client = await createClient();
    const body = { identification: { user }, name: "opened", triggeredAt };
    const answer = await client.send("POST", "/track", body);
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: { fields: { triggeredAt: expect.stringMatching(message) } } },
    });
  });

  it("keeps every digit of a 64-bit id that is sent as a number", async () => {
    const client = await createClient();
    const event = '"name":"opened","metadata":{"order_id":10158423456789012,"rows":2,"atoms":1e+21}}';
    await client.post("/track", `{"identification":{"user":{"userId":"1"}},${event}`);
    expect(await client.get("/users/1/events")).toMatchObject([
      { metadata: { order_id: "10158423456789012", rows: 2, atoms: 1e21 } },
    ]);
    const properties = '"properties":{"facebook_id":10158423456789012}}';
    await client.post("/accounts/upsert", `{"identification":{"accountId":"7"},${properties}`);
    expect(await client.get("/accounts/7")).toMatchObject({
      properties: { facebook_id: "10158423456789012" },
    });
  });

  it("returns 400 for a number as an identifier, small or large", async () => {
    const client = await createClient();
    for (const id of ["1", "10158423456789012"]) {
      const body = `{"identification":{"user":{"userId":${id}}},"name":"opened"}`;
      expect(await client.send("POST", "/track", body)).toMatchObject({
        status: 400,
        body: {
          errors: { fields: { "identification.user.userId": "Expected a string but found a number." } },
        },
      });
    }
  });

  it("accepts an empty list as an empty object, as PHP sends it", async () => {
    const client = await createClient();
    await track(client, { user }, { metadata: [] });
    await client.post("/users/upsert", { identification: user, properties: [] });
    await client.post("/accounts/upsert", { identification: account, properties: [] });
    expect(await client.get("/users/1")).toMatchObject({ ...user, properties: {} });
  });

  it("loses and duplicates nothing when concurrent events name one unknown user", async () => {
    const client = await createClient();
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => track(client, { user, account }, { metadata: { n } })),
    );
    const events = await client.get<{ metadata: { n: number } }[]>("/users/1/events?limit=100");
    expect(events.map(({ metadata }) => metadata.n).toSorted((a, b) => a - b)).toEqual([...Array(60).keys()]);
    expect(await client.get("/users")).toHaveLength(1);
    expect(await client.get("/accounts")).toHaveLength(1);
    expect(await client.get("/events")).toHaveLength(1);
  });

  it("returns 400 for the 1,001st event name of a workspace, and accepts known names", async () => {
    const client = await createClient();
    await pool.query(
      `INSERT INTO "EventDefinition" ("workspaceId", "id", "name")
       SELECT $1, i, 'event ' || i FROM generate_series(1, 1000) i`,
      [client.workspaceId],
    );
    const { status, body } = await client.send("POST", "/track", {
      identification: { user },
      name: "one more",
    });
    expect({ status, name: body.errors?.fields.name }).toEqual({
      status: 400,
      name: expect.stringMatching(/1,000 event names/),
    });
    expect(await client.get("/users")).toEqual([]);
    await track(client, { user }, { name: "event 1000" });
  });
});

describe("upsert", () => {
  it("sets updatedAt only when something changes", async () => {
    const client = await createClient();
    const write = async (identification: object, properties?: object) => {
      await client.post("/users/upsert", { identification, properties });
      return (await client.get("/users/1")).updatedAt;
    };
    const created = await write(user, { plan: "Pro", seats: 1 });
    expect(await write(user)).toBe(created);
    expect(await write({ userId: "1" }, { plan: "Pro", seats: "1", gone: null })).toBe(created);
    const changed = await write(user, { plan: "Free" });
    expect(changed > created).toBe(true);
    expect((await write({ userId: "1", email: "kim@other.com" })) > changed).toBe(true);
  });

  it("ignores case in emails and domains", async () => {
    const client = await createClient();
    await client.post("/users/upsert", { identification: { email: "Kim@Northwind.com" } });
    await client.post("/users/upsert", { identification: { email: "kim@northwind.COM" } });
    await client.post("/accounts/upsert", { identification: { domain: "NORTHWIND.com" } });
    await client.post("/accounts/upsert", { identification: { domain: "northwind.com" } });
    expect(await client.get("/users")).toMatchObject([{ email: "kim@northwind.com" }]);
    expect(await client.get("/accounts")).toMatchObject([{ domain: "northwind.com" }]);
  });

  it.each([
    ["www.northwind.com", 400],
    ["co.uk", 400],
    ["localhost", 400],
    ["northwind.co.uk", 201],
    ["Bücher.com", 201],
    ["northwind.com/", 400],
    ["northwind.com?a=b", 400],
    ["northwind%2ecom", 400],
    ["https://northwind.com", 400],
    ["northwind.com:443", 400],
  ])("answers the domain %s with %i", async (domain, status) => {
    const client = await createClient();
    const answer = await client.send("POST", "/accounts/upsert", { identification: { domain } });
    expect(answer.status).toBe(status);
  });

  it.each([
    ["r&d@northwind.com", 201],
    ["kim+news@northwind.com", 201],
    ["kim/o=northwind!x%y@northwind.com", 201],
    ["kim..sato.@northwind.com", 201],
    ["kim@xn--80a1acny.xn--p1ai", 201],
    ["kim@northwind", 400],
    ["kim@-northwind.com", 400],
    ["kim sato@northwind.com", 400],
    ["@northwind.com", 400],
    ["kim@northwind.com\n", 400],
    [`${"k".repeat(241)}@northwind.com`, 400],
  ])("answers the email %j with %i", async (email, status) => {
    const client = await createClient();
    const answer = await client.send("POST", "/users/upsert", { identification: { email } });
    expect(answer.status).toBe(status);
  });

  it("creates one contact when concurrent calls name an unknown user", async () => {
    const client = await createClient();
    const identifications = [user, { userId: "1" }, { email: user.email }];
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        client.post("/users/upsert", { identification: identifications[i % 3] }),
      ),
    );
    expect(await client.get("/users")).toMatchObject([user]);
  });
});
