import { setTimeout as pause } from "node:timers/promises";
import { expect, type Page } from "@playwright/test";
import { findFreePort } from "@/scripts/serve/ports";
import { callApi, insertApplication } from "@/tests/e2e/support/applications";
import { hold } from "@/tests/e2e/support/hold";
import { pressShortcut, waitForHydration } from "@/tests/e2e/support/hydration";
import { findDemoMember, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { openDatabaseProxy } from "@/tests/support/servers/database-proxy";
import { startServer } from "@/tests/support/servers/production-server";

const streams = /\/api\/logs\/live/;
const refreshes = /[?&]_rsc=/;
const live = (page: Page) => page.getByRole("button", { name: "Live" });
const rowOf = (page: Page, id: string) => page.locator(`tr[data-id="${id}"]`);
const listedIds = (page: Page) =>
  page.locator("tr[data-id]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id")));

/** Makes a call and returns its request id. */
async function call(key: string, path = "/segments/users"): Promise<string> {
  const response = await callApi(path, key);
  return response.headers.get("x-request-id") ?? "";
}

/** Opens the log of a new application with this many calls, and turns Live on. */
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

  test("adds new calls on top, including the first one, and dims older calls", async ({ page }) => {
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
    // Without refreshes the numbers can only come from the stream.
    await hold(page, refreshes);
    for (let calls = ids.length + 1; calls <= 3; calls += 1) {
      await expect(rowOf(page, await call(key, "/users/nobody"))).toBeVisible();
      const numbers = await page.getByRole("region", { name: "Overview" }).textContent();
      expect(numbers).toContain(`Calls${calls}`);
      await expect(page.getByRole("tab", { name: `Errors ${calls - 1}` })).toBeVisible();
    }
  });

  test("marks calls as new from the click on, before the stream opens and after a refresh", async ({
    page,
  }) => {
    const { key, ids } = await openLiveLog(page, 1);
    await live(page).click();
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
    const letStream = await hold(page, streams);
    await page.keyboard.press("l");
    const byPage = await call(key);
    await page.request.get(page.url()); // Reading the page flushes the log.
    letStream();
    await expect(rowOf(page, byPage)).toHaveCSS("opacity", "1");
    // An earlier refresh can bring the row. Turning Live off refreshes only once its stream is open.
    await expect(live(page).locator(".bg-positive")).toBeAttached();

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

  test("counts a call once when the page and the stream both bring it", async ({ page }) => {
    const { key } = await openLiveLog(page, 1);
    await live(page).click();
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
    const letPage = await hold(page, /\/api-access\//, "POST");
    const request = page.waitForRequest((sent) => sent.method() === "POST");
    await page.keyboard.press("l");
    await request;
    await call(key);
    await page.request.get(page.url()); // Reading the page flushes the log.
    letPage();
    await expect(page.getByRole("status").filter({ hasText: /^\d new calls?$/ })).toHaveText("1 new call");
  });

  test("holds new calls back while the list is scrolled down, and shows their number", async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 600 });
    const { key, ids } = await openLiveLog(page, 30);
    await expect(rowOf(page, ids.at(-1) ?? "")).toBeVisible();
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, 900);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(600);
    const newIds = [await call(key), await call(key), await call(key)];
    await page.getByRole("button", { name: "3 new calls" }).click();
    for (const id of newIds) await expect(rowOf(page, id)).toBeInViewport();
    await expect(page.getByRole("button", { name: /new calls?$/ })).toBeHidden();
    const later = await call(key);
    await expect(rowOf(page, later)).toBeInViewport();
  });

  test("loses and repeats no call while the network is down", async ({ page, context }) => {
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

  test("loses and repeats no call while the database is down, then the server", async ({ browser }) => {
    // The calls go to another server process.
    const databaseProxy = await openDatabaseProxy(process.env.DATABASE_URL ?? "");
    const options = { databaseUrl: databaseProxy.url, port: await findFreePort() };
    let server = await startServer(options);
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    const callDuringOutage = async (
      stop: () => unknown,
      restore: () => Promise<unknown>,
      milliseconds: number,
    ) => {
      await stop();
      for (let index = 0; index < 3; index += 1) ids.push(await call(key));
      await pause(milliseconds);
      await restore();
      ids.push(await call(key));
      await expect(rowOf(page, ids.at(-1) ?? "")).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText("Reconnecting…").first()).toBeHidden();
    };
    await setSession(page, (await findDemoMember("admin")).personId);
    const { key, ids } = await openLiveLog(page, 2);
    // Longer than the poll interval, so that a poll fails.
    await callDuringOutage(databaseProxy.cut, databaseProxy.restore, 2_500);
    await callDuringOutage(
      () => server.kill(),
      async () => {
        server = await startServer(options);
      },
      // Longer than the refresh interval of the numbers above the list.
      12_000,
    );
    await expect(live(page)).toHaveAttribute("aria-pressed", "true");
    await expect.poll(() => listedIds(page)).toEqual(ids.toReversed());
    await context.close();
    await server.stop();
    databaseProxy.cut();
  });

  test("is disabled for a range that ends in the past", async ({ page }) => {
    await openSettings(page, "demo", "api-access/logs?to=2026-01-01T00:00:00Z");
    await waitForHydration(live(page));
    await live(page).click({ force: true });
    await expect(page.getByRole("tooltip")).toContainText("Choose a range that ends now.");
    await expect(live(page)).toHaveAttribute("aria-pressed", "false");
  });
});
