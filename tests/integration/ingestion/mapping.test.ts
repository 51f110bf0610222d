import { describe, expect, it } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { createSender, minutesAgo, type Sender } from "@/tests/support/factories/sender";
import { createSite, readVisits } from "@/tests/support/factories/site";

type StoredEvent = {
  name: string;
  user: string | null;
  account: string | null;
  device: string | null;
  metadata: object;
};

function readEvents({ read }: Sender): Promise<StoredEvent[]> {
  return read<StoredEvent>(
    `SELECT d."name", u."externalId" AS "user", a."externalId" AS "account", e."deviceId" AS "device", e."metadata"
     FROM "Event" e JOIN "EventDefinition" d ON d."workspaceId" = $1 AND d."id" = e."definitionId"
     LEFT JOIN "User" u ON u."workspaceId" = $1 AND u."id" = e."userId"
     LEFT JOIN "Account" a ON a."workspaceId" = $1 AND a."id" = e."accountId"
     WHERE e."workspaceId" = $1 ORDER BY e."id"`,
  );
}

const track = (more: object) => ({ type: "track", event: "Paid", ...more });

describe("identify", () => {
  it("saves the union of all traits, and removes those that are null", async () => {
    const { client, send } = await createSender();
    await send([
      {
        type: "identify",
        userId: "u1",
        traits: { email: "Kim@Example.com", plan: "Free", seats: 3, address: { city: "Ghent" } },
      },
      { type: "identify", userId: "u1", traits: { plan: "Pro", seats: null } },
    ]);
    expect(await client.get("/users/u1")).toMatchObject({
      ...{ userId: "u1", email: "kim@example.com" },
      properties: { plan: "Pro", address_city: "Ghent" },
    });
  });

  it("leaves out values that do not fit the type of their property, with a warning", async () => {
    const { client, send } = await createSender();
    const results = await send([
      { type: "identify", userId: "u1", traits: { seats: 3 } },
      { type: "identify", userId: "u1", traits: { seats: "many", plan: "Pro" } },
    ]);
    expect(results.map(({ warnings }) => warnings)).toEqual([[], ["rejected_values"]]);
    expect((await client.get("/users/u1")).properties).toEqual({ seats: 3, plan: "Pro" });
  });

  it("gives the device's earlier events and visits to the user", async () => {
    const site = await createSite();
    const sender = await createSender("server", site.client);
    const url = `https://www.${site.domain}/pricing?utm_source=google&utm_medium=cpc&utm_campaign=spring`;
    await sender.send([
      { type: "page", anonymousId: "d1", properties: { url }, timestamp: minutesAgo(10) },
      { type: "identify", userId: "u1", anonymousId: "d1" },
      { type: "page", anonymousId: "d1", properties: { url }, timestamp: minutesAgo(5) },
    ]);
    expect((await readEvents(sender)).map(({ user }) => user)).toEqual(["u1", "u1"]);
    expect(await readVisits(site)).toMatchObject([
      { deviceId: "d1", userId: "u1", channel: "Paid search", campaign: "spring" },
    ]);
    expect((await site.client.get("/users/u1")).properties).toEqual({
      ...{ first_channel: "Paid search", first_campaign: "spring" },
      ...{ last_channel: "Paid search", last_campaign: "spring" },
    });
  });

  it("names a user by email if there is no user id", async () => {
    const sender = await createSender();
    await sender.send([
      { type: "identify", anonymousId: "d1", traits: { email: "kim@example.com" } },
      track({ anonymousId: "d1" }),
      { type: "identify", userId: "u1", traits: { email: "kim@example.com" } },
    ]);
    expect(await readEvents(sender)).toMatchObject([{ name: "Paid", user: "u1", device: "d1" }]);
  });
});

describe("group", () => {
  it("saves the account, and makes the user a member", async () => {
    const { client, send, read } = await createSender();
    await send([
      {
        ...{ type: "group", groupId: "a1", userId: "u1" },
        traits: { name: "Acme", website: "https://www.acme.com/about" },
      },
    ]);
    expect(await client.get("/accounts/a1")).toMatchObject({
      ...{ domain: "acme.com", properties: { name: "Acme", website: "https://www.acme.com/about" } },
    });
    expect(await read(`SELECT "removedAt" FROM "AccountMember" WHERE "workspaceId" = $1`)).toEqual([
      { removedAt: null },
    ]);
  });

  it("makes the device's user a member, and warns if it has none", async () => {
    const { send, read } = await createSender();
    const results = await send([
      { type: "identify", userId: "u1", anonymousId: "d1" },
      { type: "group", groupId: "a1", anonymousId: "d1" },
      { type: "group", groupId: "a2", anonymousId: "d2" },
      { type: "group", groupId: "a3" },
    ]);
    expect(results.map(({ warnings }) => warnings)).toEqual([[], [], ["missing_user"], []]);
    expect(
      await read(
        `SELECT u."externalId" AS "user", a."externalId" AS "account" FROM "AccountMember" m
         JOIN "User" u ON u."workspaceId" = $1 AND u."id" = m."userId"
         JOIN "Account" a ON a."workspaceId" = $1 AND a."id" = m."accountId" WHERE m."workspaceId" = $1`,
      ),
    ).toEqual([{ user: "u1", account: "a1" }]);
    expect(await read(`SELECT FROM "Account" WHERE "workspaceId" = $1`)).toHaveLength(3);
  });
});

describe("track, page and screen", () => {
  it("put the event on the user and on the account of context.groupId", async () => {
    const sender = await createSender();
    await sender.send([
      track({ userId: "u1", context: { groupId: "a1" }, properties: { amount: 3, items: [1, 2] } }),
      track({ context: { groupId: "a1" } }),
      track({ anonymousId: "d1" }),
      { type: "page", userId: "u1", name: "Reports" },
      { type: "screen", userId: "u1", name: "Home" },
    ]);
    expect(await readEvents(sender)).toMatchObject([
      { name: "Paid", user: "u1", account: "a1", device: null, metadata: { amount: 3, items: "[1,2]" } },
      { name: "Paid", user: null, account: "a1", device: null },
      { name: "Paid", user: null, account: null, device: "d1" },
      { name: "screen viewed", user: "u1", metadata: { name: "Reports" } },
      { name: "screen viewed", user: "u1", metadata: { name: "Home" } },
    ]);
  });

  it("keep two users of one device apart", async () => {
    const sender = await createSender();
    await sender.send([
      track({ anonymousId: "d1", event: "before" }),
      { type: "identify", userId: "u1", anonymousId: "d1" },
      track({ anonymousId: "d1", event: "first" }),
      { type: "identify", userId: "u2", anonymousId: "d1" },
      track({ anonymousId: "d1", event: "second" }),
      track({ anonymousId: "d1", userId: "u1", event: "named" }),
    ]);
    expect((await readEvents(sender)).map(({ name, user }) => [name, user])).toEqual([
      ["before", "u1"],
      ["first", "u1"],
      ["second", "u2"],
      ["named", "u1"],
    ]);
  });

  it("with context.active false leave when contacts were last seen, and begin no visit", async () => {
    const site = await createSite();
    const sender = await createSender("server", site.client);
    const ids = { userId: "u1", anonymousId: "d1" };
    const page = { url: `https://${site.domain}/` };
    const later = "2026-11-03T10:00:00.000Z";
    await sender.send([
      track({ ...ids, context: { groupId: "a1" }, timestamp: "2026-11-02T10:00:00.000Z" }),
      track({ ...ids, context: { active: false, groupId: "a1", page }, timestamp: later }),
    ]);
    const seen = { lastSeenAt: "2026-11-02T10:00:00.000Z" };
    expect(await site.client.get("/users/u1")).toMatchObject(seen);
    expect(await site.client.get("/accounts/a1")).toMatchObject(seen);
    const [device] = await sender.read<{ lastSeenAt: Date }>(
      `SELECT "lastSeenAt" FROM "Device" WHERE "workspaceId" = $1`,
    );
    expect(device?.lastSeenAt.toISOString()).toBe(seen.lastSeenAt);
    expect(await readVisits(site)).toEqual([]);
  });

  it("begin a visit only on a website of the workspace", async () => {
    const [site, other] = [await createSite(), await createSite()];
    const sender = await createSender("server", site.client);
    const page = (domain: string) => ({
      type: "page",
      anonymousId: "d1",
      properties: { url: `https://${domain}/` },
    });
    await sender.send([page(other.domain), page(site.domain), { type: "page", userId: "u1" }]);
    expect(await readVisits(site)).toMatchObject([{ deviceId: "d1", channel: "Direct" }]);
    expect(await readEvents(sender)).toHaveLength(3);
  });
});

describe("alias", () => {
  it("links a device to the user", async () => {
    const sender = await createSender();
    await sender.send([track({ anonymousId: "d1" }), { type: "alias", previousId: "d1", userId: "u1" }]);
    expect(await readEvents(sender)).toMatchObject([{ user: "u1", device: "d1" }]);
  });

  it("changes the id of a known user", async () => {
    const sender = await createSender();
    await sender.send([
      track({ userId: "temporary" }),
      { type: "alias", previousId: "temporary", userId: "u1" },
      track({ userId: "u1" }),
    ]);
    expect((await readEvents(sender)).map(({ user }) => user)).toEqual(["u1", "u1"]);
    expect(await sender.read(`SELECT "externalId" FROM "User" WHERE "workspaceId" = $1`)).toEqual([
      { externalId: "u1" },
    ]);
  });

  it("merges two known users, of whom the second one's values win, and records it in the audit log", async () => {
    const sender = await createSender();
    const { client, source } = sender;
    await sender.send([
      { type: "identify", userId: "old", traits: { email: "old@example.com", plan: "Free", seats: 3 } },
      { type: "identify", userId: "new", traits: { plan: "Pro" } },
      track({ userId: "old" }),
      { type: "alias", previousId: "old", userId: "new" },
    ]);
    expect(await client.get("/users/new")).toMatchObject({
      ...{ email: "old@example.com", properties: { plan: "Pro", seats: 3 } },
    });
    expect((await client.send("GET", "/users/old")).status).toBe(404);
    expect(await readEvents(sender)).toMatchObject([{ user: "new" }]);
    const entries = await prisma.auditEntry.findMany({
      where: { workspaceId: client.workspaceId, action: "contact.merge" },
    });
    expect(entries).toMatchObject([
      { subject: "old", personId: null, detail: `Into new, by a message of the connector ${source.id}.` },
    ]);
  });

  it("changes nothing for an unknown or equal id", async () => {
    const { send, read } = await createSender();
    const results = await send([
      { type: "alias", previousId: "unknown", userId: "u1" },
      { type: "alias", previousId: "u2", userId: "u2" },
    ]);
    expect(results).toMatchObject([
      { outcome: "accepted", warnings: ["nothing_to_merge"] },
      { outcome: "accepted", warnings: ["nothing_to_merge"] },
    ]);
    expect(await read(`SELECT FROM "User" WHERE "workspaceId" = $1`)).toEqual([]);
  });
});
