import { expect } from "@playwright/test";
import { listSetupCode, proofPlaceholder } from "@/lib/connectors/setup-code";
import { computeVerification } from "@/lib/identity-verification/verify";
import {
  type BrowserConnector,
  bundleModule,
  callLibrary,
  createBrowserConnector,
  recordHosts,
  serveLibraryPages,
  servePage,
  trackAll,
} from "@/tests/e2e/support/library-pages";
import { test } from "@/tests/e2e/support/test";
import { recordErrors } from "@/tests/e2e/support/websites";
import { turnVerificationOn } from "@/tests/support/factories/connector";
import {
  countEventNames,
  countOutcomes,
  describeWorkspace,
} from "@/tests/support/matchers/describe-workspace";
import { openFaultyProxy } from "@/tests/support/servers/faulty-proxy";
import { startServer } from "@/tests/support/servers/production-server";

const unavailable = { status: 503, headers: { "access-control-allow-origin": "*" } };
const batching = { strategy: "batching", config: { size: 100, timeout: 600_000 } };
const toOptions = (deliveryStrategy: object) => ({ integrations: { "Segment.io": { deliveryStrategy } } });

test("A page of another origin needs our URL only: calls of every type are stored, in any order of arrival", async ({
  page,
}) => {
  const connector = await createBrowserConnector();
  const { url, stop } = await serveLibraryPages(connector);
  const errors = recordErrors(page);
  const hosts = recordHosts(page);
  await page.goto(`${url}/pricing?utm_campaign=spring&utm_source=google&utm_medium=cpc&token=secret`);
  const time = new Date("2025-03-01T08:00:00.500Z");
  await callLibrary(
    page,
    ["page"],
    [
      "track",
      "Ordered",
      { total: 59.9, list: [1, { b: 2 }], nested: { a: 1 }, none: null, note: "☃ \u0000 \ud800" },
      { context: { groupId: "g1" } },
    ],
    ["identify", "u1", { email: "Kim@Acme-Inc.com", plan: "Pro", since: time, tags: ["a", 1] }],
    ["group", "g1", { name: "Acme", website: "https://acme-inc.com/" }],
    ["page", "Docs", "Pricing"],
    ["screen", "Settings", { tab: "a" }],
    ["alias", "u2"],
  );
  await expectOutcomes(connector, { accepted: 7 });
  const anonymousId: string = await page.evaluate("analytics.instance.user().anonymousId()");
  const { users, accounts, members, devices, events } = await describeWorkspace(connector.workspaceId);
  expect(users).toEqual([
    {
      userId: "u1",
      email: "kim@acme-inc.com",
      properties: {
        ...{ plan: "Pro", since: time.toISOString(), tags: ["a", "1"] },
        ...{ first_channel: "Paid search", first_campaign: "spring" },
        ...{ last_channel: "Paid search", last_campaign: "spring" },
      },
    },
  ]);
  expect(accounts).toEqual([
    {
      accountId: "g1",
      domain: "acme-inc.com",
      properties: { name: "Acme", website: "https://acme-inc.com/" },
    },
  ]);
  expect(members).toEqual(["g1: u1"]);
  expect(devices).toEqual([`${anonymousId}: u1`]);
  const shown = { url: `${url}/pricing`, title: "Shop" };
  const source = { utm_campaign: "spring", utm_source: "google", utm_medium: "cpc" };
  expect(events).toMatchObject([
    {
      name: "Ordered",
      accountId: "g1",
      metadata: { total: 59.9, list: '[1,{"b":2}]', nested_a: 1, note: "☃ \ufffd \ufffd" },
    },
    { name: "page viewed", accountId: null, metadata: { ...shown, ...source } },
    { name: "screen viewed", accountId: null, metadata: { name: "Pricing", category: "Docs" } },
    { name: "screen viewed", accountId: null, metadata: { name: "Settings", tab: "a" } },
  ]);
  for (const { userId, deviceId } of events) expect([userId, deviceId]).toEqual(["u1", anonymousId]);
  expect(JSON.stringify(events)).not.toContain("secret");
  expect([...hosts].toSorted()).toEqual(
    [new URL(url).host, new URL(process.env.BASE_URL ?? "").host].toSorted(),
  );
  expect(errors).toEqual([]);
  stop();
});

test("A batch that waits when the page is left is sent while it unloads", async ({
  playwright,
  launchOptions,
  userAgent,
}) => {
  // A request that outlives its page has the user agent of the browser, not that of its context: a bot's in a headless one.
  const args = [...(launchOptions.args ?? []), `--user-agent=${userAgent}`];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  const page = await browser.newPage();
  const connector = await createBrowserConnector();
  const { url, stop } = await serveLibraryPages(connector, { options: toOptions(batching) });
  await page.goto(url);
  await trackAll(page, ["one", "two", "three"]);
  expect(await countOutcomes(connector.connector.id)).toEqual({});
  await page.goto(`${url}/next`);
  await expectOutcomes(connector, { accepted: 3 });
  expect(await countEventNames(connector.workspaceId)).toEqual({ one: 1, two: 1, three: 1 });
  await browser.close();
  stop();
});

test("Messages that are being sent when the page is left are sent again by the next page, and stored once", async ({
  page,
}) => {
  const connector = await createBrowserConnector();
  const proxy = await openFaultyProxy(process.env.BASE_URL ?? "", ["held answer", "held answer"]);
  const { url, stop } = await serveLibraryPages(connector, { apiHost: `${new URL(proxy.url).host}/v1` });
  await page.goto(url);
  await callLibrary(page, ["track", "one"], ["track", "two"]);
  await expectOutcomes(connector, { accepted: 2 });
  await page.goto(`${url}/next`);
  await expectOutcomes(connector, { accepted: 2, duplicate: 2 });
  expect(await countEventNames(connector.workspaceId)).toEqual({ one: 1, two: 1 });
  proxy.close();
  stop();
});

test("Two users of one browser keep their own events; reset() begins a new visitor", async ({ page }) => {
  const connector = await createBrowserConnector();
  const { url, stop } = await serveLibraryPages(connector);
  await page.goto(url);
  await callLibrary(page, ["track", "browsed"], ["identify", "ada", { plan: "Pro" }]);
  await expectOutcomes(connector, { accepted: 2 });
  await callLibrary(page, ["track", "worked"], ["reset"], ["track", "returned"], ["identify", "bob"]);
  await expectOutcomes(connector, { accepted: 5 });
  // Without reset: the library begins a new visitor for another user.
  await callLibrary(page, ["identify", "eve"], ["track", "looked"]);
  await expectOutcomes(connector, { accepted: 7 });
  const { users, devices, events } = await describeWorkspace(connector.workspaceId);
  expect(users.map(({ userId, properties }) => [userId, (properties as { plan?: string }).plan])).toEqual([
    ["ada", "Pro"],
    ["bob", undefined],
    ["eve", undefined],
  ]);
  expect(events.map(({ name, userId }) => [name, userId])).toEqual([
    ["browsed", "ada"],
    ["looked", "eve"],
    ["returned", "bob"],
    ["worked", "ada"],
  ]);
  const owners = new Set(events.map(({ deviceId, userId }) => `${deviceId}: ${userId}`));
  expect([...owners].toSorted()).toEqual(devices);
  expect(devices).toHaveLength(3);
  stop();
});

test("Messages are stored once after answers of 503, a lost answer and a killed server, one by one and in batches", async ({
  context,
}) => {
  const killed = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "" });
  const open = async (options: object) => {
    const connector = await createBrowserConnector();
    const proxy = await openFaultyProxy(killed.url, [unavailable, unavailable, "lost answer"]);
    const apiHost = `${new URL(proxy.url).host}/v1`;
    const { url, stop } = await serveLibraryPages(connector, { options, apiHost });
    const page = await context.newPage();
    await page.goto(url);
    return { connector, proxy, page, stop };
  };
  const pages = [
    await open({}),
    await open(toOptions({ strategy: "batching", config: { size: 3, timeout: 100 } })),
  ];
  for (const { page } of pages)
    await callLibrary(page, ["track", "one"], ["track", "two"], ["track", "three"]);
  for (const { connector, proxy } of pages) {
    await expect.poll(() => countEventNames(connector.workspaceId)).toEqual({ one: 1, two: 1, three: 1 });
    const preflight = proxy.requests.find(({ method }) => method === "OPTIONS");
    expect(preflight?.headers["access-control-request-headers"]).toContain("authorization");
  }
  await killed.kill();
  for (const { page, proxy, connector, stop } of pages) {
    const before = proxy.requests.length;
    await callLibrary(page, ["track", "four"]);
    await expect.poll(() => proxy.requests.length).toBeGreaterThan(before);
    proxy.redirectTo(process.env.BASE_URL ?? "");
    const events = { one: 1, two: 1, three: 1, four: 1 };
    await expect.poll(() => countEventNames(connector.workspaceId)).toEqual(events);
    stop();
    proxy.close();
  }
});

for (const verifiesIdentities of [false, true])
  test(`The set-up code of a browser connector works as it is printed${verifiesIdentities ? ", and proves the user of every message" : ""}`, async ({
    page,
  }) => {
    const origin = process.env.BASE_URL ?? "";
    for (const language of ["JavaScript", "Script tag"]) {
      const connector = await createBrowserConnector();
      const proof = verifiesIdentities ? await turnOnAndProve(connector, "20180") : "";
      const { writeKey } = connector;
      const setups = listSetupCode({ origin, writeKey, type: "browser", verifiesIdentities });
      const printed = setups.find((setup) => setup.language === language)?.code ?? "";
      const code = printed.replace(proofPlaceholder, proof);
      const isModule = language === "JavaScript";
      const { url, stop } = isModule
        ? await servePage(connector.domain, '<script src="/page.js"></script>', await bundleModule(code))
        : await servePage(connector.domain, code);
      const errors = recordErrors(page);
      const hosts = recordHosts(page);
      await page.goto(url);
      await expectOutcomes(connector, { accepted: 3 });
      const { users, events } = await describeWorkspace(connector.workspaceId);
      expect(users).toMatchObject([
        { userId: "20180", email: "kim@northwind.com", properties: { plan: "Business" } },
      ]);
      expect(events).toMatchObject([
        { name: "Report Exported", userId: "20180", metadata: { format: "pdf" } },
        { name: "page viewed", userId: "20180" },
      ]);
      // The library remembers the user: now the first message has the user id, too.
      await page.reload();
      await expectOutcomes(connector, { accepted: 6 });
      expect([...hosts].toSorted()).toEqual([new URL(url).host, new URL(origin).host].toSorted());
      expect(errors).toEqual([]);
      stop();
    }
  });

test("Without a proof, a page of a connector that verifies identities sends as a visitor only", async ({
  page,
}) => {
  const connector = await createBrowserConnector();
  await turnVerificationOn(connector);
  const { url, stop } = await serveLibraryPages(connector);
  await page.goto(url);
  await callLibrary(page, ["track", "browsed"]);
  await expectOutcomes(connector, { accepted: 1 });
  await callLibrary(page, ["identify", "boss", { plan: "forged" }]);
  await expectOutcomes(connector, { accepted: 1, "rejected identity_unverified": 1 });
  // The library adds the user id by itself, until reset() forgets it.
  await callLibrary(page, ["track", "forged"]);
  await expectOutcomes(connector, { accepted: 1, "rejected identity_unverified": 2 });
  await callLibrary(page, ["reset"], ["track", "returned"]);
  await expectOutcomes(connector, { accepted: 2, "rejected identity_unverified": 2 });
  const { users, events } = await describeWorkspace(connector.workspaceId);
  expect(users).toEqual([]);
  expect(events.map(({ name, userId }) => [name, userId])).toEqual([
    ["browsed", null],
    ["returned", null],
  ]);
  stop();
});

/** Turns identity verification on. Returns the proof of a user, as the customer's server computes it. */
async function turnOnAndProve(connector: BrowserConnector, userId: string): Promise<string> {
  const { secret } = await turnVerificationOn(connector);
  return computeVerification(secret, { type: "user", value: userId });
}

function expectOutcomes({ connector }: BrowserConnector, counts: Record<string, number>): Promise<void> {
  return expect.poll(() => countOutcomes(connector.id)).toEqual(counts);
}
