import { expect, it } from "vitest";
import { maxContactsPerHour, maxNamesPerHour, maxWebsiteDefinitions } from "@/lib/collector/quotas";
import { pool } from "@/lib/db/pool";
import { createSender, type Sender } from "@/tests/support/factories/sender";

const identify = (more: object) => ({ type: "identify", ...more });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A server's connector and a browser's in one workspace. */
async function createSenders(): Promise<{ server: Sender; browser: Sender }> {
  const server = await createSender("server");
  return { server, browser: await createSender("browser", server.client) };
}

function readUsers({ read }: Sender) {
  return read<{ userId: string | null; email: string | null; device: string | null }>(
    `SELECT u."externalId" AS "userId", u."email", d."id" AS "device" FROM "User" u
     LEFT JOIN "Device" d ON d."workspaceId" = $1 AND d."userId" = u."id" WHERE u."workspaceId" = $1
     ORDER BY u."id", d."id"`,
  );
}

it("a browser saves a user without an email that another user has", async () => {
  const { server, browser } = await createSenders();
  await server.send([
    identify({ userId: "kim", traits: { email: "kim@example.com" } }),
    identify({ anonymousId: "d0", traits: { email: "lead@example.com" } }),
  ]);
  const results = await browser.send([
    identify({ userId: "mallory", anonymousId: "d1", traits: { email: "kim@example.com", plan: "Pro" } }),
    identify({ userId: "mallory", anonymousId: "d1", traits: { email: "lead@example.com" } }),
    identify({ userId: "mallory", anonymousId: "d1", traits: { email: "mallory@example.com" } }),
    identify({ userId: "kim", traits: { email: "kim@example.com" } }),
  ]);
  expect(results.map(({ outcome, warnings }) => [outcome, ...warnings])).toEqual([
    ["accepted", "email_taken"],
    ["accepted", "email_taken"],
    ["accepted"],
    ["accepted"],
  ]);
  expect(await readUsers(server)).toEqual([
    { userId: "kim", email: "kim@example.com", device: null },
    { userId: null, email: "lead@example.com", device: "d0" },
    { userId: "mallory", email: "mallory@example.com", device: "d1" },
  ]);
  expect((await server.client.get("/users/mallory")).properties).toEqual({ plan: "Pro" });
});

it("a browser that named a user by email gives the same user an id", async () => {
  const { browser } = await createSenders();
  const results = await browser.send([
    identify({ anonymousId: "d1", traits: { email: "kim@example.com", source: "newsletter" } }),
    identify({ anonymousId: "d2", traits: { email: "kim@example.com" } }),
    identify({ userId: "kim", anonymousId: "d1", traits: { email: "kim@example.com" } }),
  ]);
  expect(results.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(await readUsers(browser)).toEqual([
    { userId: "kim", email: "kim@example.com", device: "d1" },
    { userId: "kim", email: "kim@example.com", device: "d2" },
  ]);
});

it("an email alone from a browser names no user with an id, except on the user's own device", async () => {
  const { server, browser } = await createSenders();
  await server.send([identify({ userId: "kim", anonymousId: "own", traits: { email: "kim@example.com" } })]);
  const results = await browser.send([
    identify({ anonymousId: "foreign", traits: { email: "kim@example.com", plan: "forged" } }),
    { type: "track", anonymousId: "foreign", event: "Opened" },
    identify({ anonymousId: "own", traits: { email: "kim@example.com", plan: "Pro" } }),
  ]);
  expect(results.map(({ warnings }) => warnings)).toEqual([["email_taken"], [], []]);
  expect(await readUsers(server)).toEqual([{ userId: "kim", email: "kim@example.com", device: "own" }]);
  expect((await server.client.get("/users/kim")).properties).toEqual({ plan: "Pro" });
});

it("a browser saves an account without a domain that another account has", async () => {
  const { server, browser } = await createSenders();
  await server.send([{ type: "group", groupId: "a1", traits: { domain: "acme.com" } }]);
  const [result] = await browser.send([{ type: "group", groupId: "a2", traits: { domain: "acme.com" } }]);
  expect(result).toMatchObject({ outcome: "accepted", warnings: ["domain_taken"] });
  expect((await server.client.get<{ domain?: string }>("/accounts/a1")).domain).toBe("acme.com");
  expect((await server.client.get<{ domain?: string }>("/accounts/a2")).domain).toBeUndefined();
});

it("a browser neither merges nor renames identified users, and links its device", async () => {
  const { server, browser } = await createSenders();
  await server.send([identify({ userId: "kim" }), identify({ userId: "lee" })]);
  const alias = (previousId: string, userId: string) => ({
    type: "alias",
    messageId: "m",
    previousId,
    userId,
  });
  const send = async (previousId: string, userId: string) => {
    const [result] = await browser.send([alias(previousId, userId)]);
    return result;
  };
  const rejected = { outcome: "rejected", reason: "merge_not_allowed" };
  expect(await send("kim", "lee")).toMatchObject(rejected);
  expect(await send("kim", "mallory")).toMatchObject(rejected);
  await browser.send([{ type: "track", anonymousId: "d1", event: "Opened" }]);
  // A rejected message is not a duplicate of the next one with its id.
  expect(await send("d1", "kim")).toMatchObject({ outcome: "accepted", warnings: [] });
  expect(await readUsers(server)).toEqual([
    { userId: "kim", email: null, device: "d1" },
    { userId: "lee", email: null, device: null },
  ]);
});

it("a browser's client creates 300 contacts an hour, and changes those that exist", async () => {
  const { server, browser } = await createSenders();
  await server.send([identify({ userId: "known" })]);
  const client = "192.0.2.1";
  const users = numbers(maxContactsPerHour + 1).map((index) => identify({ userId: `forged ${index}` }));
  const results = await browser.send([...users, identify({ userId: "known" })], { client });
  expect(results.filter(({ reason }) => reason === "too_many_contacts").map(({ index }) => index)).toEqual([
    maxContactsPerHour,
  ]);
  const rejected = { outcome: "rejected", reason: "too_many_contacts" };
  const messages = [
    { type: "track", event: "Opened", userId: "one more" },
    { type: "group", groupId: "a" },
  ];
  expect(await browser.send(messages, { client })).toMatchObject([rejected, rejected]);
  expect(await browser.send(messages, { client: "192.0.2.2" })).toMatchObject([
    { outcome: "accepted" },
    { outcome: "accepted" },
  ]);
  expect(await server.send([identify({ userId: "new" })], { client })).toMatchObject([
    { outcome: "accepted" },
  ]);
});

it("a browser's client names 60 events and properties an hour, and page views without a limit", async () => {
  const { browser, server } = await createSenders();
  const client = "192.0.2.1";
  const track = (event: string) => ({ type: "track", anonymousId: "d1", event });
  const results = await browser.send(
    [...numbers(maxNamesPerHour + 1).map((index) => track(`forged ${index}`)), track("forged 0")],
    { client },
  );
  expect(results.filter(({ outcome }) => outcome === "rejected")).toMatchObject([
    { index: maxNamesPerHour, reason: "too_many_events" },
  ]);
  expect(
    await browser.send(
      [identify({ userId: "u1", traits: { plan: "Pro" } }), { type: "page", anonymousId: "d1" }],
      { client },
    ),
  ).toMatchObject([{ warnings: ["too_many_definitions"] }, { outcome: "accepted" }]);
  expect(await server.send([track("new")], { client })).toMatchObject([{ outcome: "accepted" }]);
});

it("a browser's definitions have a quota of their own", async () => {
  const { browser, server } = await createSenders();
  await pool.query(
    `INSERT INTO "EventDefinition" ("workspaceId", "id", "name", "websiteId")
     SELECT $1, "name", "name", $3 FROM unnest($2::text[]) "name"`,
    [server.client.workspaceId, numbers(maxWebsiteDefinitions).map(String), browser.source.id],
  );
  const track = { type: "track", userId: "u1", event: "new" };
  expect(await browser.send([track])).toMatchObject([{ reason: "too_many_events" }]);
  expect(await server.send([track])).toMatchObject([{ outcome: "accepted" }]);
});
