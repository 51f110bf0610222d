import { HttpClientNode } from "@journyio/http";
import { AccountIdentified, APIError, Client, Event, type Result, UserIdentified } from "@journyio/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setEnabled } from "@/lib/applications/mutations";
import { permissionIds } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createKey } from "@/lib/keys/secret";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** The unmodified Node SDK from npm (3.1.0). An integration changes only its root URL. */
let server: TestServer;
const limit = 20;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: limit });
});
afterAll(() => server?.stop());

describe.concurrent("the SDK from npm", () => {
  it("reads the key's permissions", async () => {
    const { client } = await createIntegration();
    const { data } = expectSuccess(await client.getApiKeyDetails());
    expect(data.permissions).toEqual(permissionIds);
  });

  it("creates a user by id and email, with values of every type", async () => {
    const { client, read } = await createIntegration();
    const registeredAt = new Date("2026-11-24T09:30:00.123Z");
    const properties = {
      full_name: "Kim Sato",
      seats: 399,
      is_admin: true,
      registered_at: registeredAt,
      tags: ["one", "two"],
      nickname: "",
    };
    expectSuccess(await client.upsertUser({ userId: "20180", email: "Kim@Northwind.com", properties }));
    expect(await read("/users/20180")).toMatchObject({
      userId: "20180",
      email: "kim@northwind.com",
      properties: { ...properties, registered_at: registeredAt.toISOString() },
    });
  });

  it("updates a user by email, and keeps other properties", async () => {
    const { client, read } = await createIntegration();
    const email = "kim@northwind.com";
    expectSuccess(await client.upsertUser({ email, properties: { seats: 1, full_name: "Kim" } }));
    expectSuccess(await client.upsertUser({ email, properties: { seats: 2 } }));
    expect(await read(`/users?email=${email}`)).toMatchObject([
      { email, properties: { seats: 2, full_name: "Kim" } },
    ]);
  });

  it("creates an account with its members", async () => {
    const { client, read } = await createIntegration();
    expectSuccess(
      await client.upsertAccount({
        accountId: "1001",
        domain: "northwind.com",
        properties: { name: "Northwind", seats: 12.5, is_admin: false },
        members: [{ userId: "20180" }, { email: "lee@northwind.com" }],
      }),
    );
    expect(await read("/accounts/1001")).toMatchObject({
      accountId: "1001",
      domain: "northwind.com",
      properties: { name: "Northwind", seats: 12.5, is_admin: false },
    });
    const members = await read("/accounts/1001/users");
    expect(members).toHaveLength(2);
    expect(members).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ userId: "20180" }),
        expect.objectContaining({ email: "lee@northwind.com" }),
      ]),
    );
  });

  it("tracks an event of a user with time and metadata", async () => {
    const { client, read } = await createIntegration();
    const time = new Date("2026-11-20T08:00:00.500Z");
    const event = Event.forUser("report exported", UserIdentified.byUserId("20180"))
      .happenedAt(time)
      .withMetadata({ pages: 3, draft: false, format: "pdf", due: time });
    expectSuccess(await client.addEvent(event));
    expect(await read("/users/20180/events")).toMatchObject([
      {
        name: "report exported",
        triggeredAt: time.toISOString(),
        metadata: { pages: "3", draft: "false", format: "pdf", due: time.toISOString() },
      },
    ]);
    expect(await read("/events")).toMatchObject([{ name: "report exported" }]);
  });

  it("tracks an event of an account, and of a user in it, without a time", async () => {
    const { client, read } = await createIntegration();
    const account = AccountIdentified.byDomain("northwind.com");
    const user = UserIdentified.byEmail("kim@northwind.com");
    const before = Date.now();
    expectSuccess(await client.upsertAccount({ accountId: "1001", domain: "northwind.com" }));
    expectSuccess(await client.addEvent(Event.forAccount("plan changed", account)));
    expectSuccess(await client.addEvent(Event.forUserInAccount("signed in", user, account)));
    const events = (await read("/accounts/1001/events")) as { name: string; triggeredAt: string }[];
    expect(events.map(({ name }) => name).toSorted()).toEqual(["plan changed", "signed in"]);
    for (const { triggeredAt } of events) {
      expect(Date.parse(triggeredAt)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(triggeredAt)).toBeLessThanOrEqual(Date.now());
    }
    expect(await read("/users?email=kim@northwind.com")).toHaveLength(1);
  });

  it("links a device to a user", async () => {
    const { client, read, workspaceId } = await createIntegration();
    await prisma.eventDefinition.create({ data: { workspaceId, id: "visit", name: "page viewed" } });
    await prisma.device.create({ data: { workspaceId, id: "cookie" } });
    await prisma.event.create({
      data: {
        workspaceId,
        id: "1",
        definitionId: "visit",
        deviceId: "cookie",
        triggeredAt: new Date("2026-11-20T08:00:00Z"),
      },
    });
    expectSuccess(await client.link({ deviceId: "cookie", userId: "20180", email: "kim@northwind.com" }));
    expect(await read("/users/20180/events")).toMatchObject([{ name: "page viewed" }]);
  });

  it("reads the snippet of a website", async () => {
    const { client, workspaceId } = await createIntegration();
    const trackerId = `tracker-${workspaceId}`;
    await prisma.website.create({ data: { workspaceId, id: "1", domain: "northwind.com", trackerId } });
    for (const domain of ["northwind.com", "www.northwind.com"]) {
      const { data } = expectSuccess(await client.getTrackingSnippet({ domain }));
      expect(data.domain).toBe(domain);
      expect(data.snippet).toContain("<script");
      expect(data.snippet).toContain(trackerId);
    }
  });

  it("counts the remaining calls", async () => {
    const { client } = await createIntegration();
    const left = [];
    for (let i = 0; i < 3; i += 1) left.push(expectSuccess(await client.getApiKeyDetails()).callsRemaining);
    expect(left).toEqual([limit - 1, limit - 2, limit - 3]);
  });
});

describe.concurrent("the SDK from npm reports each rejection", () => {
  const methods: [string, (client: Client) => Promise<Result<unknown>>][] = [
    ["getApiKeyDetails", (client) => client.getApiKeyDetails()],
    ["addEvent", (client) => client.addEvent(Event.forUser("x", UserIdentified.byUserId("1")))],
    ["upsertUser", (client) => client.upsertUser({ userId: "1" })],
    ["upsertAccount", (client) => client.upsertAccount({ accountId: "1" })],
    ["link", (client) => client.link({ deviceId: "1", userId: "1" })],
    ["getTrackingSnippet", (client) => client.getTrackingSnippet({ domain: "northwind.com" })],
  ];

  it.each(methods)("%s is unauthorized with an unknown key", async (_, method) => {
    expectError(await method(connect(createKey().key)), APIError.UnauthorizedError);
  });

  it.each(methods.slice(1))("%s is unauthorized with a key that lacks the permission", async (_, method) => {
    const { key } = await createApplicationIn(undefined, ["ReadSegments"]);
    expectError(await method(connect(key)), APIError.UnauthorizedError);
  });

  it.each(methods)("%s is forbidden with a disabled key", async (_, method) => {
    const { key, workspaceId, id } = await createApplicationIn();
    await setEnabled(workspaceId, null, id, false);
    expectError(await method(connect(key)), APIError.Forbidden);
  });

  it.each(methods)("%s reports too many requests", async (_, method) => {
    const { key } = await createApplicationIn();
    for (let i = 0; i < limit; i += 1) await callOverHttp(server.url)("/validate", { key });
    const { callsRemaining } = expectError(await method(connect(key)), APIError.TooManyRequests);
    expect(callsRemaining).toBe(0);
  });

  it.each<[string, (client: Client) => Promise<Result<unknown>>]>([
    ["an invalid email", (client) => client.upsertUser({ email: "nobody" })],
    ["an invalid domain", (client) => client.upsertAccount({ domain: "localhost" })],
    ["an invalid member", (client) => client.upsertAccount({ accountId: "1", members: [{ email: "x" }] })],
    ["an event with an invalid user email", (client) => client.addEvent(createEvent("nobody"))],
    ["a link with an invalid user email", (client) => client.link({ deviceId: "1", email: "nobody" })],
    ["the snippet of an invalid domain", (client) => client.getTrackingSnippet({ domain: "no domain" })],
  ])("reports bad arguments for %s", async (_, call) => {
    const { client } = await createIntegration();
    expectError(await call(client), APIError.BadArgumentsError);
  });

  it("does not find the snippet of another workspace's website", async () => {
    const [own, other] = [await createIntegration(), await createIntegration()];
    const website = { workspaceId: other.workspaceId, id: "1", domain: "northwind.com" };
    await prisma.website.create({ data: { ...website, trackerId: `tracker-${other.workspaceId}` } });
    expectError(await own.client.getTrackingSnippet({ domain: "northwind.com" }), APIError.NotFoundError);
  });

  const createEvent = (email: string) => Event.forUser("x", UserIdentified.byEmail(email));
});

function connect(apiKey: string): Client {
  return new Client(new HttpClientNode(5000), { apiKey, rootUrl: `${server.url}/api` });
}

/** Creates a workspace with properties of every type, an SDK client, and a function that reads data with the same key. */
async function createIntegration(): Promise<
  TestApplication & { client: Client; read: (path: string) => Promise<unknown> }
> {
  const application = await createApplicationIn();
  const { workspaceId, key } = application;
  const types = { seats: "number", is_admin: "boolean", registered_at: "date", tags: "list" } as const;
  await prisma.property.createMany({
    data: (["user", "account"] as const).flatMap((kind) =>
      Object.entries(types).map(([name, type]) => ({ workspaceId, kind, name, label: name, type })),
    ),
  });
  const read = async (path: string) => {
    const answer = await callOverHttp(server.url)(path, { key });
    const body = (await answer.json()) as { data: unknown };
    expect(answer.status, JSON.stringify(body)).toBe(200);
    return body.data;
  };
  return { ...application, client: connect(key), read };
}

function expectSuccess<T>(result: Result<T>) {
  if (!result.success) throw new Error(`The SDK's call was rejected: ${result.error}`);
  expectMeta(result);
  return result;
}

function expectError<T>(result: Result<T>, error: APIError) {
  expect(result).toMatchObject({ success: false, error });
  expectMeta(result);
  return result;
}

/** Expects the request id and the remaining calls, which every result has. */
function expectMeta({ requestId, callsRemaining }: Result<unknown>): void {
  expect(requestId).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(callsRemaining).toSatisfy(
    (count: number) => count >= 0 && count <= limit && Number.isInteger(count),
  );
}
