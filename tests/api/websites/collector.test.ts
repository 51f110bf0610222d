import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { computeLegacyVerification, computeVerification } from "@/lib/identity-verification/verify";
import { createId } from "@/lib/ids";
import { hour, minute } from "@/lib/time";
import { createClient } from "@/tests/support/factories/api-client";
import { createSite, pageview, readVisits, type Site } from "@/tests/support/factories/site";

type ListedEvent = { name: string; metadata: Record<string, unknown>; account?: { accountId: string } };
const eventsOf = ({ client }: Site, userId: string) => client.get<ListedEvent[]>(`/users/${userId}/events`);
const identify = (deviceId: string, more: object) => ({
  type: "identify",
  id: createId(),
  deviceId,
  ...more,
});
const event = (deviceId: string, more: object = {}) => ({
  ...{ type: "event", id: createId(), deviceId, name: "clicked" },
  ...more,
});
const countEvents = async ({ client }: Site) =>
  (await pool.query(`SELECT FROM "Event" WHERE "workspaceId" = $1`, [client.workspaceId])).rowCount;

it("answers 204 and shows page views, screens and events on the timeline once the user is identified", async () => {
  const site = await createSite();
  const page = {
    url: "https://www.example.com/pricing?token=secret#top",
    title: "Pricing",
    referrer: "https://www.google.com/search?q=secret",
    parameters: { utm_campaign: "spring", session: "secret" },
  };
  const response = await site.send(pageview("d", page));
  expect([response.status, await response.text()]).toEqual([204, ""]);
  await site.collect({
    type: "screen",
    id: createId(),
    deviceId: "d",
    name: "Report",
    page: { url: "https://example.com/" },
  });
  await site.collect(event("d", { metadata: { plan: "Business" } }));
  await site.collect(
    identify("d", { userId: "1", email: "Kim@Northwind.com", properties: { job: "Editor" } }),
  );
  await site.collect(pageview("d"));
  expect((await eventsOf(site, "1")).map(({ name, metadata }) => [name, metadata])).toEqual([
    ["page viewed", { url: "https://example.com/" }],
    ["clicked", { plan: "Business" }],
    ["screen viewed", { name: "Report", url: "https://example.com/" }],
    [
      "page viewed",
      {
        url: "https://www.example.com/pricing",
        title: "Pricing",
        referrer: "https://www.google.com/search",
        utm_campaign: "spring",
      },
    ],
  ]);
  const user = await site.client.get("/users/1");
  expect(user).toMatchObject({ email: "kim@northwind.com", properties: { job: "Editor" } });
});

it("stores a message once, even if it arrives twice at the same time", async () => {
  const site = await createSite();
  const message = pageview("d", { parameters: { utm_campaign: "spring" } });
  await Promise.all(Array.from({ length: 8 }, () => site.collect(message)));
  await site.collect(message);
  expect(await countEvents(site)).toBe(1);
  expect(await readVisits(site)).toHaveLength(1);
});

it("assigns the earlier activity to one user when two pages identify at the same time", async () => {
  const site = await createSite();
  for (let n = 0; n < 3; n += 1) await site.collect(pageview("d"));
  await Promise.all([
    ...["1", "2"].map((userId) => site.collect(identify("d", { userId }))),
    site.client.post("/link", { deviceId: "d", identification: { userId: "3" } }),
  ]);
  const counts = await Promise.all(["1", "2", "3"].map(async (id) => (await eventsOf(site, id)).length));
  expect(counts.toSorted()).toEqual([0, 0, 3]);
});

it("assigns events and visits to the user that the backend links", async () => {
  const site = await createSite();
  await site.collect(pageview("d", { referrer: "https://www.google.com/" }));
  await site.client.post("/link", { deviceId: "d", identification: { userId: "1" } });
  expect((await readVisits(site)).map(({ userId, channel }) => [userId, channel])).toEqual([
    ["1", "Organic search"],
  ]);
});

it("keeps equal device ids of two workspaces apart", async () => {
  const [one, other] = [await createSite(), await createSite()];
  for (const site of [one, other]) await site.collect(pageview("d"));
  await one.collect(identify("d", { userId: "1" }));
  expect(await eventsOf(one, "1")).toHaveLength(1);
  await other.collect(identify("d", { userId: "2" }));
  expect(await eventsOf(other, "2")).toHaveLength(1);
  expect((await other.client.send("GET", "/users/1")).status).toBe(404);
});

it("ends a visit after 30 minutes without activity", async () => {
  const site = await createSite();
  for (const minutes of [90, 61, 32, 1]) await site.collect(pageview("d", {}, { age: minutes * minute }));
  const lengths = (await readVisits(site)).map(({ startedAt, lastSeenAt }) =>
    Math.round((lastSeenAt.getTime() - startedAt.getTime()) / minute),
  );
  expect(lengths).toEqual([58, 0]);
});

it.each<[string, object, number]>([
  ["a campaign", { parameters: { utm_campaign: "spring" } }, 2],
  ["a click id", { parameters: { gclid: "1" } }, 2],
  ["an external referrer", { referrer: "https://blog.example.org/" }, 2],
  ["a page to pay on", { referrer: "https://checkout.stripe.com/" }, 1],
  ["a page of the website", { referrer: "https://www.example.com/pricing" }, 1],
])("source %s (%j) results in %i visits, also when repeated", async (_, page, visits) => {
  const site = await createSite();
  await site.collect(pageview("d"));
  await site.collect(pageview("d", page));
  await site.collect(pageview("d"));
  await site.collect(pageview("d", page));
  expect(await readVisits(site)).toHaveLength(visits);
});

it("keeps the first and last channel and campaign in computed properties of the user", async () => {
  const site = await createSite();
  const visit = (parameters: object, age: number) => site.collect(pageview("d", { parameters }, { age }));
  await visit({ utm_campaign: "spring", utm_medium: "cpc", utm_source: "google" }, 3 * hour);
  await visit({ utm_medium: "email" }, 2 * hour);
  await site.collect(identify("d", { userId: "1" }));
  const properties = async () => (await site.client.get("/users/1")).properties;
  const first = { first_channel: "Paid search", first_campaign: "spring" };
  expect(await properties()).toEqual({ ...first, last_channel: "Email" });
  await visit({ utm_campaign: "autumn", utm_medium: "social" }, hour);
  expect(await properties()).toEqual({
    ...first,
    last_channel: "Organic social",
    last_campaign: "autumn",
  });
  const listed = await site.client.get<{ name: string }[]>("/properties/users");
  expect(listed).toContainEqual({ name: "first_channel", label: "First channel", isComputed: true });
  const { body } = await site.client.send("POST", "/users/upsert", {
    identification: { userId: "1" },
    properties: { first_channel: "Email" },
  });
  expect(body).toMatchObject({ rejected: { first_channel: expect.any(String) } });
  const names = async (path: string) =>
    (await site.client.get<{ name: string }[]>(path)).map(({ name }) => name);
  expect(await names("/campaigns")).toEqual(["spring", "autumn"]);
  expect(await names("/channels")).toEqual(["Paid search", "Email", "Organic social"]);
});

it("moves the visits of a merged user", async () => {
  const site = await createSite();
  await site.collect(pageview("d", { parameters: { utm_medium: "email" } }));
  await site.collect(identify("d", { email: "kim@northwind.com" }));
  await site.client.post("/users/upsert", { identification: { userId: "1" } });
  await site.client.post("/users/upsert", { identification: { userId: "1", email: "kim@northwind.com" } });
  expect(await readVisits(site)).toMatchObject([{ userId: "1" }]);
  expect((await site.client.get("/users/1")).properties).toMatchObject({ first_channel: "Email" });
});

it("deletes the visits of a deleted user only", async () => {
  const site = await createSite();
  for (const userId of ["1", "2"]) {
    await site.collect(pageview("d"));
    await site.collect(identify("d", { userId }));
  }
  await site.client.send("DELETE", "/users", { identification: { userId: "2" } });
  expect(await readVisits(site)).toMatchObject([{ userId: "1", deviceId: null }]);
});

it("assigns account events and membership to the user of the device", async () => {
  const site = await createSite();
  await site.collect(identify("d", { userId: "1" }));
  const account = { accountId: "7", properties: { plan: "Business" } };
  await site.collect({ type: "account", id: createId(), deviceId: "d", ...account });
  await site.collect(event("d", { accountId: "7" }));
  expect((await site.client.get("/accounts/7")).properties).toEqual({ plan: "Business" });
  expect(await site.client.get("/accounts/7/users")).toMatchObject([{ userId: "1" }]);
  expect(await eventsOf(site, "1")).toMatchObject([{ name: "clicked", account: { accountId: "7" } }]);
});

it("returns 403 without a valid verification if the website verifies identities", async () => {
  const site = await createSite({ verifiesIdentities: true });
  const verify = (value: string) => computeVerification(site.secret, { type: "user", value });
  const emailVerification = computeVerification(site.secret, { type: "email", value: "kim@northwind.com" });
  const verifyAccount = (value: string) => computeVerification(site.secret, { type: "account", value });
  const statuses = async (messages: object[]) =>
    Promise.all(messages.map(async (message) => (await site.send(message)).status));
  const account = { type: "account", id: createId(), deviceId: "d", accountId: "7" };
  const rejected = [
    identify("d", { userId: "1" }),
    identify("d", { userId: "1", verification: "" }),
    identify("d", { userId: "1", verification: "0".repeat(64) }),
    identify("d", { userId: "1", verification: "é".repeat(64) }),
    identify("d", { userId: "1", verification: verify("2") }),
    identify("d", { email: "kim@northwind.com", verification: verify("1") }),
    account,
    event("d", { accountId: "7", verification: verifyAccount("8") }),
  ];
  expect(new Set(await statuses(rejected))).toEqual(new Set([403]));
  expect(await site.readCounts()).toMatchObject({ unverifiedCount: rejected.length, lastSeenAt: null });
  expect((await site.client.send("GET", "/users/1")).status).toBe(404);
  const accepted = [
    identify("d", { userId: "1", verification: verify("1") }),
    identify("d2", { userId: "1", verification: verify("1").toUpperCase() }),
    identify("d3", { email: "kim@northwind.com", verification: emailVerification }),
    { ...account, verification: verifyAccount("7") },
    event("d", { accountId: "7", verification: verifyAccount("7") }),
    event("d"),
    pageview("d"),
  ];
  expect(new Set(await statuses(accepted))).toEqual(new Set([204]));
});

it("accepts a verification for its own identity type only, and a legacy one for user ids only", async () => {
  const site = await createSite({ verifiesIdentities: true });
  const values = { user: "kim@northwind.com", email: "kim@northwind.com", account: "kim@northwind.com" };
  const claims = {
    user: (verification: string) => identify("d", { userId: values.user, verification }),
    email: (verification: string) => identify("d", { email: values.email, verification }),
    account: (verification: string) => ({
      ...{ type: "account", id: createId(), deviceId: "d" },
      ...{ accountId: values.account, verification },
    }),
  };
  const types = ["user", "email", "account"] as const;
  const verifications = [
    computeLegacyVerification(site.secret, values.user),
    ...types.map((type) => computeVerification(site.secret, { type, value: values[type] })),
  ];
  const statuses = Object.fromEntries(
    await Promise.all(
      types.map(async (type) => {
        const answers = verifications.map(
          async (verification) => (await site.send(claims[type](verification))).status,
        );
        return [type, await Promise.all(answers)] as const;
      }),
    ),
  );
  expect(statuses).toEqual({
    user: [204, 204, 403, 403],
    email: [403, 403, 204, 403],
    account: [403, 403, 403, 204],
  });
});

it("does not assign another user's email to a verified user id", async () => {
  const site = await createSite({ verifiesIdentities: true });
  await site.client.post("/users/upsert", { identification: { userId: "2", email: "kim@northwind.com" } });
  const email = { email: "kim@northwind.com", verification: computeLegacyVerification(site.secret, "1") };
  await site.collect(identify("d", { userId: "1", ...email }));
  expect((await site.client.get("/users/2")).email).toBe("kim@northwind.com");
  expect((await site.client.get("/users/1")).email).toBeUndefined();
});

it("accepts messages from the website's domain and its subdomains only, and lets them read the answer", async () => {
  const site = await createSite();
  const from = (origin: string | undefined, method = "POST") =>
    site.send(pageview("d"), { method, headers: { origin } });
  for (const host of ["", "www.", "a.b."]) {
    const origin = `https://${host}${site.domain}`;
    const response = await from(origin);
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
    expect(response.headers.has("access-control-allow-credentials")).toBe(false);
    expect((await from(origin, "OPTIONS")).headers.get("access-control-allow-methods")).toContain("POST");
  }
  const foreign = [
    "https://example.com",
    `https://evil${site.domain}`,
    `https://${site.domain}.evil.com`,
    "null",
    undefined,
  ];
  for (const origin of foreign) {
    const response = await from(origin);
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    expect(await response.json()).toMatchObject({ message: expect.any(String), meta: { status: 403 } });
  }
  expect(await site.readCounts()).toMatchObject({
    foreignCount: foreign.length,
    lastSeenAt: expect.any(Date),
  });
  expect(await countEvents(site)).toBe(3);
});

it("accepts messages from any origin if the website allows any domain", async () => {
  const site = await createSite({ allowsAnyDomain: true });
  for (const origin of ["http://localhost:8080", "null", undefined])
    expect((await site.send(pageview("d"), { headers: { origin } })).status).toBe(204);
});

it.each(["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", undefined])(
  "returns 403 to a bot (%s) and counts it",
  async (client) => {
    const site = await createSite();
    expect((await site.send(pageview("d"), { headers: { "user-agent": client } })).status).toBe(403);
    expect(await site.readCounts()).toMatchObject({ botCount: 1 });
    expect(await countEvents(site)).toBe(0);
  },
);

it.each([{ "sec-gpc": "1" }, { dnt: "1" }])(
  "returns 403 to a browser with an opt-out signal (%j), unless the website ignores it",
  async (headers) => {
    const [honest, other] = [await createSite(), await createSite({ honorsOptOut: false })];
    expect((await honest.send(pageview("d"), { headers })).status).toBe(403);
    expect((await other.send(pageview("d"), { headers })).status).toBe(204);
    const settings = await Promise.all(
      [honest, other].map(async (site) => (await site.send({}, { method: "GET" })).json()),
    );
    expect(settings).toEqual([{ honorsOptOut: true }, { honorsOptOut: false }]);
  },
);

it("answers an invalid message with a 4xx that names the field", async () => {
  const site = await createSite();
  const cases: [object, { headers?: Record<string, string>; body?: string; method?: string }, number][] = [
    [{}, { body: "" }, 400],
    [{}, { body: "{" }, 400],
    [{}, { body: "null" }, 400],
    [{ type: "purchase" }, {}, 400],
    [pageview(""), {}, 400],
    [{ ...pageview("d"), typo: 1 }, {}, 400],
    [pageview("d", { url: "\0" }), {}, 400],
    [identify("d", {}), {}, 400],
    [identify("d", { email: "kim" }), {}, 400],
    [pageview("d"), { headers: { "content-type": "application/x-www-form-urlencoded" } }, 415],
    [pageview("d", { title: "x".repeat(70_000) }), {}, 413],
    [{}, { method: "DELETE" }, 405],
  ];
  for (const [message, options, status] of cases) {
    const response = await site.send(message, options);
    expect(response.headers.get("content-type")).toContain("application/json");
    const body = await response.json();
    expect([response.status, typeof body.message], JSON.stringify(message).slice(0, 200)).toEqual([
      status,
      "string",
    ]);
    if (status === 400) expect(Object.keys(body.errors.fields).length).toBeGreaterThan(0);
  }
});

it("returns 400 for a message that the database rejects, and 503 while it is unavailable", async () => {
  const site = await createSite();
  const [poison, away] = [createId(), createId()];
  await pool.query(`
    CREATE FUNCTION reject_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION USING ERRCODE = CASE NEW."name" WHEN '${poison}' THEN '22003' ELSE '57P01' END;
    END $$;
    CREATE TRIGGER reject_event BEFORE INSERT ON "EventDefinition" FOR EACH ROW
      WHEN (NEW."name" IN ('${poison}', '${away}')) EXECUTE FUNCTION reject_event();`);
  const statuses = [poison, away].map(async (name) => (await site.send(event("d", { name }))).status);
  expect(await Promise.all(statuses)).toEqual([400, 503]);
});

it("returns 403 to another registrable domain under the same public suffix", async () => {
  const site = await createSite();
  await pool.query(`UPDATE "Website" SET "domain" = 'alice.github.io' WHERE "id" = $1`, [site.id]);
  const from = async (origin: string) => (await site.send(pageview("d"), { headers: { origin } })).status;
  expect(await from("https://alice.github.io")).toBe(204);
  expect(await from("https://bob.github.io")).toBe(403);
});

it("accepts the content type application/json", async () => {
  const site = await createSite();
  const headers = { "content-type": "application/json" };
  expect((await site.send(pageview("d"), { headers })).status).toBe(204);
});

it("returns 404 for an unknown tracker id", async () => {
  const site = await createSite();
  await pool.query(`DELETE FROM "Website" WHERE "id" = $1`, [site.id]);
  expect((await site.send(pageview("d"))).status).toBe(404);
});

it("returns 429 after 600 messages a minute from one IP address to one website", async () => {
  const site = await createSite();
  const headers = { "x-forwarded-for": "203.0.113.7", "user-agent": "curl/8.5.0" };
  for (let n = 0; n < 600; n += 1) await site.send({}, { headers });
  const rejected = await site.send({}, { headers });
  expect([rejected.status, Number(rejected.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await site.send(pageview("d"))).status).toBe(204);
  const other = await createSite({}, await createClient());
  expect((await other.send(pageview("d"), { headers: { "x-forwarded-for": "203.0.113.7" } })).status).toBe(
    204,
  );
});

it("orders messages by the browser's clock, and by their age if that clock is wrong", async () => {
  const site = await createSite();
  const now = Date.now();
  await site.collect(pageview("d", { title: "one" }, { sentAt: now - 3_000, age: 10 }));
  await site.collect(pageview("d", { title: "two" }, { sentAt: now - 2_000, age: 1_005 }));
  await site.collect(pageview("d", { title: "old" }, { sentAt: now + hour, age: 20 * minute }));
  await site.collect(pageview("d", { title: "ahead" }, { sentAt: now + 4_000 }));
  await site.collect(identify("d", { userId: "1" }));
  const titles = (await eventsOf(site, "1")).map(({ metadata }) => metadata.title);
  expect(titles).toEqual(["ahead", "two", "one", "old"]);
  expect(new Date((await site.client.get("/users/1")).lastSeenAt).getTime()).toBeLessThanOrEqual(Date.now());
});

it("limits the age of a message to one week", async () => {
  const site = await createSite();
  await site.collect(pageview("d", {}, { age: 2 * hour }));
  await site.collect(pageview("d", {}, { age: 1e15 }));
  const visits = await readVisits(site);
  const ages = visits.map(({ startedAt }) => Math.round((Date.now() - startedAt.getTime()) / hour));
  expect(ages).toEqual([168, 2]);
});
