import { setTimeout as pause } from "node:timers/promises";
import { expect, type Page } from "@playwright/test";
import { findFreePort } from "@/scripts/serve/ports";
import { callApi, insertApplication } from "@/tests/e2e/support/applications";
import { hold } from "@/tests/e2e/support/hold";
import { pressShortcut, waitForHydration } from "@/tests/e2e/support/hydration";
import { findDemoMember, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { openWire } from "@/tests/support/servers/database-proxy";
import { startServer } from "@/tests/support/servers/production-server";

const streams = /\/api\/logs\/live/;
const refreshes = /[?&]_rsc=/;
const live = (page: Page) => page.getByRole("button", { name: "Live" });
const rowOf = (page: Page, id: string) => page.locator(`tr[data-id="${id}"]`);
const listedIds = (page: Page) =>
  page.locator("tr[data-id]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id")));

/** The request id of a call that was just made. */
async function call(key: string, path = "/segments/users"): Promise<string> {
  const response = await callApi(path, key);
  return response.headers.get("x-request-id") ?? "";
}

/** The log of a fresh application, with calls in it, that follows what comes. */
async function openLiveLog(page: Page, calls: number) {
  const { id: applicationId, name, key } = await insertApplication({ allow: ["Read segments"] });
  const ids: string[] = [];
  for (let index = 0; index < calls; index += 1) ids.push(await call(key));
  await openSettings(page, "demo", `api-access/${applicationId}/logs`);
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
  await pressShortcut(page, "l");
  await expect(live(page)).toHaveAttribute("aria-pressed", "true");
  const last = ids.at(-1);
  if (last) await expect(rowOf(page, last)).toBeVisible();
  return { key, ids };
}

test.describe("Live", () => {
  test.beforeEach(async ({ page }) => setSession(page, (await findDemoMember("admin")).personId));

  test("shows new calls on top as they come, also the very first, and dims what was there before", async ({
    page,
  }) => {
    const { key } = await openLiveLog(page, 0);
    const first = await call(key);
    await expect(rowOf(page, first)).toBeVisible();
    await live(page).click();
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
    await page.keyboard.press("l");
    const second = await call(key);
    await expect(rowOf(page, second)).toBeVisible();
    await expect(page.locator("tr[data-id]").first()).toHaveAttribute("data-id", second);
    await expect(rowOf(page, first)).toHaveCSS("opacity", "0.9");
    await expect(rowOf(page, second)).toHaveCSS("opacity", "1");
    await expect(page.getByRole("region", { name: "Overview" })).toContainText("Calls2", { timeout: 30_000 });
  });

  test("changes the numbers together with the rows", async ({ page }) => {
    const { key, ids } = await openLiveLog(page, 1);
    // Without a refresh, the numbers can only come from the stream.
    await hold(page, refreshes);
    for (let calls = ids.length + 1; calls <= 3; calls += 1) {
      await expect(rowOf(page, await call(key, "/users/nobody"))).toBeVisible();
      const numbers = await page.getByRole("region", { name: "Overview" }).textContent();
      expect(numbers).toContain(`Calls${calls}`);
      await expect(page.getByRole("tab", { name: `Errors ${calls - 1}` })).toBeVisible();
    }
  });

  test("counts as new what came after the switch, also before the stream was there or with a refresh", async ({
    page,
  }) => {
    const { key, ids } = await openLiveLog(page, 1);
    await live(page).click();
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
    const letStream = await hold(page, streams);
    await page.keyboard.press("l");
    const byPage = await call(key);
    await page.request.get(page.url()); // It is stored once a page shows it.
    letStream();
    await expect(rowOf(page, byPage)).toHaveCSS("opacity", "1");

    const letRefresh = await hold(page, refreshes);
    const refresh = page.waitForRequest(refreshes);
    await live(page).click();
    await refresh;
    const letNextStream = await hold(page, streams);
    await page.keyboard.press("l");
    const byRefresh = await call(key);
    letRefresh();
    await expect(rowOf(page, byRefresh)).toHaveCSS("opacity", "1");
    letNextStream();
    await expect(page.getByRole("status").filter({ hasText: "new call" })).toBeAttached();
    await expect(rowOf(page, byRefresh)).toHaveCSS("opacity", "1");
    for (const id of [byPage, ...ids]) await expect(rowOf(page, id)).toHaveCSS("opacity", "0.9");
  });

  test("counts once a call that the list's page brings before the stream does", async ({ page }) => {
    const { key } = await openLiveLog(page, 1);
    await live(page).click();
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
    const letPage = await hold(page, /\/api-access\//, "POST");
    const asked = page.waitForRequest((request) => request.method() === "POST");
    await page.keyboard.press("l");
    await asked;
    await call(key);
    await page.request.get(page.url()); // It is stored once a page shows it.
    letPage();
    await expect(page.getByRole("status").filter({ hasText: /^\d new calls?$/ })).toHaveText("1 new call");
  });

  test("waits while somebody looks further down, and says how many calls there are", async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 600 });
    const { key, ids } = await openLiveLog(page, 30);
    await expect(rowOf(page, ids.at(-1) ?? "")).toBeVisible();
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, 900);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(600);
    const news = [await call(key), await call(key), await call(key)];
    await page.getByRole("button", { name: "3 new calls" }).click();
    for (const id of news) await expect(rowOf(page, id)).toBeInViewport();
    await expect(page.getByRole("button", { name: /new calls?$/ })).toBeHidden();
    const later = await call(key);
    await expect(rowOf(page, later)).toBeInViewport();
  });

  test("loses no call and doubles none while the network is away", async ({ page, context }) => {
    const { key, ids } = await openLiveLog(page, 2);
    ids.push(await call(key));
    await expect(rowOf(page, ids.at(-1) ?? "")).toBeVisible();
    for (let round = 0; round < 2; round += 1) {
      await context.setOffline(true);
      await expect(page.getByText("Reconnecting…").first()).toBeVisible();
      for (let index = 0; index < 3; index += 1) ids.push(await call(key));
      await context.setOffline(false);
      ids.push(await call(key));
      await expect(rowOf(page, ids.at(-1) ?? "")).toBeVisible();
      await expect(page.getByText("Reconnecting…").first()).toBeHidden();
    }
    await expect.poll(() => listedIds(page)).toEqual(ids.toReversed());
  });

  test("loses no call and doubles none while the database is away, and then the server itself", async ({
    browser,
  }) => {
    // Calls go to another process, which stays.
    const wire = await openWire(process.env.DATABASE_URL ?? "");
    const place = { databaseUrl: wire.url, port: await findFreePort() };
    let server = await startServer(place);
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    const meanwhile = async (away: () => unknown, back: () => Promise<unknown>, milliseconds: number) => {
      await away();
      for (let index = 0; index < 3; index += 1) ids.push(await call(key));
      await pause(milliseconds);
      await back();
      ids.push(await call(key));
      await expect(rowOf(page, ids.at(-1) ?? "")).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText("Reconnecting…").first()).toBeHidden();
    };
    await setSession(page, (await findDemoMember("admin")).personId);
    const { key, ids } = await openLiveLog(page, 2);
    // Longer than a look takes, so that some look fails.
    await meanwhile(wire.cut, wire.mend, 2_500);
    await meanwhile(
      () => server.kill(),
      async () => {
        server = await startServer(place);
      },
      // Longer than it takes until the numbers above the list are due.
      12_000,
    );
    await expect(live(page)).toHaveAttribute("aria-pressed", "true");
    await expect.poll(() => listedIds(page)).toEqual(ids.toReversed());
    await context.close();
    await server.stop();
    wire.cut();
  });

  test("is for ranges that go on to now", async ({ page }) => {
    await openSettings(page, "demo", "api-access/logs?to=2026-01-01T00:00:00Z");
    await waitForHydration(live(page));
    await live(page).click({ force: true });
    await expect(page.getByRole("tooltip")).toContainText("Choose a range that ends now.");
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
  });
});
