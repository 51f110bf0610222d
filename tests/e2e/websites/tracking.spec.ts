import { expect } from "@playwright/test";
import { callApi } from "@/tests/e2e/support/applications";
import { test } from "@/tests/e2e/support/test";
import {
  createWebsite,
  expectEvents,
  journy,
  prove,
  readEvents,
  readWebsite,
  recordErrors,
  servePages,
} from "@/tests/e2e/support/websites";

test("Signing in links earlier page views and attribution to the user", async ({ page, context }) => {
  const website = await createWebsite({ allowsAnyDomain: true });
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  const query = "utm_campaign=spring&utm_source=google&utm_medium=cpc&token=secret";
  await page.goto(`http://www.${website.domain}:${port}/pricing?${query}`);
  await expectEvents(website, 1);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "__journey", domain: `.${website.domain}`, sameSite: "Lax" });
  expect(cookie?.value).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  const days = ((cookie?.expires ?? 0) - Date.now() / 1000) / 86_400;
  expect(Math.round(days)).toBe(365);

  await page.goto(`http://app.${website.domain}:${port}/`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/welcome");
  await expectEvents(website, 3);
  const events = await readEvents(website, "20180");
  expect(events?.map(({ name, metadata }) => [name, metadata.url])).toEqual([
    ["page viewed", `http://app.${website.domain}:${port}/welcome`],
    ["page viewed", `http://app.${website.domain}:${port}/`],
    ["page viewed", `http://www.${website.domain}:${port}/pricing`],
  ]);
  expect(events?.at(-1)?.metadata).toMatchObject({ utm_campaign: "spring", title: "Shop" });
  expect(JSON.stringify(events)).not.toContain("secret");
  const { data } = await (await callApi("/users/20180", website.key)).json();
  expect(data.properties).toEqual({
    ...{ first_channel: "Paid search", first_campaign: "spring" },
    ...{ last_channel: "Paid search", last_campaign: "spring" },
  });
  expect(errors).toEqual([]);
  stop();
});

test("With identity verification, only calls with a valid proof count", async ({ page }) => {
  const website = await createWebsite({ verifiesIdentities: true });
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  await page.goto(`http://www.${website.domain}:${port}/`);
  await expectEvents(website, 1);
  await journy(page, "identify", { userId: "1" });
  await journy(page, "identify", { userId: "1", verification: prove(website, "user:2") });
  await expect.poll(async () => (await readWebsite(website))?.unverifiedCount).toBe(2);
  expect(await readEvents(website, "1")).toBeUndefined();
  await journy(page, "identify", {
    userId: 1,
    verification: prove(website, "user:1"),
    properties: { plan: "Pro" },
  });
  await expect.poll(async () => (await readEvents(website, "1"))?.length).toBe(1);
  await journy(page, "account", { accountId: "7", verification: prove(website, "account:7") });
  await journy(page, "screen", { name: "Report", accountId: "7" });
  await journy(page, "event", { name: "exported", accountId: "7", metadata: { rows: 12 } });
  await expectEvents(website, 3);
  const { data } = await (await callApi("/accounts/7/events", website.key)).json();
  expect(data.map(({ name }: { name: string }) => name)).toEqual(["exported", "screen viewed"]);
  expect(errors).toEqual([]);
  stop();
});

test("Calls from another domain are rejected without breaking the page", async ({ page }) => {
  const website = await createWebsite();
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  await page.goto(`http://www.another.localhost:${port}/`);
  await expect.poll(async () => (await readWebsite(website))?.foreignCount).toBeGreaterThan(0);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  expect(errors).toEqual([]);
  await page.goto(`http://${website.domain}:${port}/`);
  await expectEvents(website, 1);
  stop();
});

test("A rejected page stops retrying until a new event", async ({ page }) => {
  const website = await createWebsite();
  const { port, stop } = await servePages(website);
  let calls = 0;
  page.on("request", (request) => {
    if (request.url().includes("/collect?")) calls += 1;
  });
  await page.clock.install();
  await page.goto(`http://www.another.localhost:${port}/`);
  const passTime = async () => {
    await page.clock.fastForward("10:00");
    return calls;
  };
  await expect.poll(passTime).toBe(5);
  for (let n = 0; n < 5; n += 1) {
    await page.waitForTimeout(100);
    expect(await passTime()).toBe(5);
  }
  await journy(page, "pageview", {});
  await expect.poll(() => calls).toBe(6);
  stop();
});

test("Without cookies and storage the page still works and is tracked", async ({ page }) => {
  const website = await createWebsite();
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  await page.addInitScript(() => {
    const throwError = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    Object.defineProperty(document, "cookie", { get: throwError, set: throwError });
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { get: throwError });
  });
  await page.goto(`http://www.${website.domain}:${port}/`);
  await expectEvents(website, 1);
  await journy(page, "pageview", {});
  await expectEvents(website, 2);
  for (const call of ["unknown", "event", "identify", "account", "screen"]) await journy(page, call, {});
  expect(errors).toEqual([]);
  stop();
});

test("Drops values that cannot be serialized, keeps sending, and throws no error", async ({ page }) => {
  const website = await createWebsite({ allowsAnyDomain: true });
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  await page.goto(`http://www.${website.domain}:${port}/`);
  await expectEvents(website, 1);
  await page.evaluate(() => {
    const { journy } = window as unknown as { journy: (name: string, options: unknown) => void };
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const toJSON = () => {
      throw new Error("This has no JSON.");
    };
    const metadata = { kept: 1, big: 10n, cycle, window, proxy, throwing: { toJSON }, none: Number.NaN };
    document.title = "half \uD800";
    journy("event", { name: "clicked", metadata });
    journy("event", { name: "clicked", metadata: null });
    journy("event", proxy);
    journy("identify", { userId: 20180, email: " ", properties: { plan: "Pro", window } });
    journy("pageview", {});
  });
  await expectEvents(website, 4);
  const events = await readEvents(website, "20180");
  expect(events?.map(({ name, metadata }) => metadata.title ?? [name, metadata])).toEqual([
    "half \uFFFD",
    ["clicked", {}],
    ["clicked", { kept: 1 }],
    "Shop",
  ]);
  expect(errors).toEqual([]);
  stop();
});

test("Calls that a failing server loses are retried, also by the next page, and stored once", async ({
  page,
}) => {
  const website = await createWebsite();
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  let calls = 0;
  await page.route("**/collect?**", async (route) => {
    calls += 1;
    if (calls % 3 === 0) await route.abort();
    // Stored, but the response is lost.
    else if (calls === 1) await route.fetch().then(() => route.fulfill({ status: 500 }));
    else await route.fulfill({ status: 503 });
  });
  await page.goto(`http://www.${website.domain}:${port}/one`);
  await expect.poll(() => calls).toBeGreaterThan(1);
  await page.goto(`http://www.${website.domain}:${port}/two`);
  await expect.poll(() => calls).toBeGreaterThan(3);
  await page.unroute("**/collect?**");
  await page.goto(`http://www.${website.domain}:${port}/three`);
  await expectEvents(website, 3);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).length)).toBe(0);
  await expectEvents(website, 3);
  expect(errors).toEqual([]);
  stop();
});

test("An unreachable server does not break the page", async ({ page }) => {
  const website = await createWebsite();
  const { port, stop } = await servePages(website);
  const errors = recordErrors(page);
  await page.route("**/tracker.js", (route) => route.abort());
  await page.goto(`http://www.${website.domain}:${port}/`);
  await page.evaluate(() => (window as unknown as { journy: (name: string) => void }).journy("pageview"));
  await page.getByRole("button", { name: "Sign in" }).focus();
  expect(errors).toEqual([]);
  stop();
});

test("A browser with an opt-out signal is not tracked, unless the website ignores the signal", async ({
  page,
  context,
}) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  for (const honorsOptOut of [true, false]) {
    const website = await createWebsite({ honorsOptOut });
    const { port, stop } = await servePages(website);
    const response = page.waitForResponse((response) => response.url().includes("/collect?"));
    await page.goto(`http://www.${website.domain}:${port}/`);
    expect((await (await response).json()).honorsOptOut).toBe(honorsOptOut);
    await expectEvents(website, honorsOptOut ? 0 : 1);
    const cookies = await context.cookies(`http://www.${website.domain}`);
    expect(cookies.map(({ name }) => name)).toEqual(honorsOptOut ? [] : ["__journey"]);
    stop();
  }
});

test("The snippet works under a strict Content-Security-Policy with Trusted Types", async ({ page }) => {
  const website = await createWebsite();
  const origin = process.env.BASE_URL;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-abc123' ${origin}/tracker.js`,
    `connect-src ${origin}/collect`,
    "require-trusted-types-for 'script'; trusted-types 'none'",
  ].join("; ");
  const { port, stop } = await servePages(website, { "content-security-policy": policy });
  const errors = recordErrors(page);
  await page.goto(`http://www.${website.domain}:${port}/`);
  await expectEvents(website, 1);
  expect(errors).toEqual([]);
  stop();
});

test("The script is cached for five minutes, and revalidated by its ETag", async ({ request }) => {
  const response = await request.get("/tracker.js");
  expect(response.headers()["content-type"]).toContain("javascript");
  expect(response.headers()["cache-control"]).toMatch(/public, max-age=300/);
  const { etag = "" } = response.headers();
  expect((await request.get("/tracker.js", { headers: { "if-none-match": etag } })).status()).toBe(304);
});
