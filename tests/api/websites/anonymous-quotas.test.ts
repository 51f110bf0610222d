import { expect, it } from "vitest";
import { maxContactsPerHour, maxNamesPerHour, maxWebsiteDefinitions } from "@/lib/collector/quotas";
import { pool } from "@/lib/db/pool";
import { maxDefinitions } from "@/lib/definitions/quota";
import { createId } from "@/lib/ids";
import { createSite, pageview, type Site } from "@/tests/support/factories/site";

const event = (name: string) => ({ type: "event", id: createId(), deviceId: "d", name });
const identify = (more: object) => ({ type: "identify", id: createId(), deviceId: "d", ...more });
const from = (ipAddress: string) => ({ headers: { "x-forwarded-for": ipAddress } });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Definitions that came from the API, or from a website. */
async function define({ client }: Site, kind: "events" | "properties", names: string[], websiteId?: string) {
  const values = [client.workspaceId, names, websiteId];
  await pool.query(
    kind === "events"
      ? `INSERT INTO "EventDefinition" ("workspaceId", "id", "name", "websiteId")
         SELECT $1, "name", "name", $3 FROM unnest($2::text[]) "name"`
      : `INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type", "websiteId")
         SELECT $1, 'user', "name", "name", 'string', $3 FROM unnest($2::text[]) "name"`,
    values,
  );
}

const track = ({ client }: Site, name: string) =>
  client.send("POST", "/track", { identification: { user: { userId: "owner" } }, name });

it("accepts new events and properties from the API after visitors have used up their quotas", async () => {
  const site = await createSite();
  const own = numbers(maxDefinitions - 1).map((index) => `own ${index}`);
  const forged = numbers(maxWebsiteDefinitions - 3).map((index) => `forged ${index}`);
  for (const kind of ["events", "properties"] as const) {
    await define(site, kind, own);
    await define(site, kind, forged, site.id);
  }
  const statuses: number[] = [];
  for (const index of numbers(5)) statuses.push((await site.send(event(`more ${index}`))).status);
  expect(statuses).toEqual([204, 204, 204, 400, 400]);
  const properties = Object.fromEntries(numbers(5).map((index) => [`more ${index}`, index]));
  await site.collect(identify({ userId: "forged", properties }));
  const kept = Object.keys((await site.client.get("/users/forged")).properties);
  expect(kept.filter((name) => name.startsWith("more"))).toHaveLength(3);

  expect((await track(site, "new event")).status).toBe(201);
  const upsert = { identification: { userId: "owner" }, properties: { plan: "Pro" } };
  const { body } = await site.client.send("POST", "/users/upsert", upsert);
  expect(body).not.toHaveProperty("rejected");
  expect((await site.client.get("/users/owner")).properties).toEqual({ plan: "Pro" });
  expect((await track(site, "one too many")).status).toBe(400);
});

it("stores page views and events defined by the API after the website's quota is used up", async () => {
  const site = await createSite();
  await define(site, "events", numbers(maxWebsiteDefinitions).map(String), site.id);
  await track(site, "known");
  await site.collect(pageview("d"));
  await site.collect(event("known"));
  expect((await site.send(event("unknown"))).status).toBe(400);
});

it("accepts 60 new names an hour from one client to one website", async () => {
  const [site, other] = [await createSite(), await createSite()];
  const headers = from("192.0.2.1");
  for (const index of numbers(maxNamesPerHour))
    expect((await site.send(event(`${index}`), headers)).status).toBe(204);
  expect((await site.send(event("new"), headers)).status).toBe(400);
  await site.send(identify({ userId: "1", properties: { plan: "Pro" } }), headers);
  expect((await site.client.get("/users/1")).properties).toEqual({
    first_channel: "Direct",
    last_channel: "Direct",
  });
  const campaign = { parameters: { utm_campaign: "forged" } };
  expect((await site.send(pageview("d", campaign), headers)).status).toBe(204);
  expect(await site.client.get("/campaigns")).toEqual([]);
  expect((await site.send(event("0"), headers)).status).toBe(204);
  expect((await site.send(event("new"), from("192.0.2.2"))).status).toBe(204);
  expect((await other.send(event("new"), headers)).status).toBe(204);
});

it("accepts 300 new contacts an hour from one client, and known contacts after that", async () => {
  const site = await createSite();
  const headers = from("192.0.2.3");
  const create = (index: number) =>
    site.send(identify({ userId: `${index}`, deviceId: `${index}` }), headers);
  // More concurrent requests would exceed the connection pool.
  for (const start of numbers(maxContactsPerHour / 10))
    await Promise.all(numbers(10).map((index) => create(10 * start + index)));
  const rejected = await site.send(identify({ userId: "new" }), headers);
  expect([rejected.status, Number(rejected.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await site.send({ ...event("x"), accountId: "new" }, headers)).status).toBe(429);
  expect((await site.send({ ...identify({}), type: "account", accountId: "new" }, headers)).status).toBe(429);
  expect((await site.send(identify({ userId: "0" }), headers)).status).toBe(204);
  expect((await site.send(identify({ userId: "new" }), from("192.0.2.4"))).status).toBe(204);
});

it("answers an unknown tracker id from memory", async () => {
  const site = await createSite();
  const rename = (trackerId: string) =>
    pool.query(`UPDATE "Website" SET "trackerId" = $2 WHERE "id" = $1`, [site.id, trackerId]);
  await rename("another id");
  expect((await site.send(pageview("d"))).status).toBe(404);
  await rename(site.trackerId);
  expect((await site.send(pageview("d"))).status).toBe(404);
});
