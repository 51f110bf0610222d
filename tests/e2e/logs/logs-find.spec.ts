import { expect } from "@playwright/test";
import { createId } from "@/lib/ids";
import { hold } from "@/tests/e2e/support/hold";
import { pressEscape, pressShortcut } from "@/tests/e2e/support/hydration";
import { callRows, openLog, openMenu } from "@/tests/e2e/support/logs";
import { openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.describe("Filters", () => {
  test.beforeEach(({ page }) => signIn(page, "admin", null));

  test("keep the filter in the URL: a shared link and a reload show it, Back undoes it", async ({
    page,
    context,
  }) => {
    await openLog(page);
    await expect(callRows(page)).toHaveCount(15);
    const menu = await openMenu(page, "Status");
    await menu.getByRole("checkbox", { name: /^4xx/ }).check();
    await expect(callRows(page)).toHaveCount(7);
    await expect(page).toHaveURL(/\?status=4xx$/);
    await menu.getByRole("checkbox", { name: /^404/ }).uncheck();
    await expect(callRows(page)).toHaveCount(3);
    await expect(page).toHaveURL(/\?status=401$/);
    await pressEscape(page);

    await page.reload();
    await expect(callRows(page)).toHaveCount(3);
    const shared = await context.newPage();
    await shared.goto(page.url());
    await expect(callRows(shared)).toHaveCount(3);
    await shared.close();

    // All choices of one opened menu are one step of the history.
    await page.goBack();
    await expect(callRows(page)).toHaveCount(15);
    await page.goForward();
    await expect(callRows(page)).toHaveCount(3);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(callRows(page)).toHaveCount(15);
  });

  test("count the calls of each option, whatever the other options of its menu", async ({ page }) => {
    await openLog(page, { parameters: "?status=404" });
    const status = await openMenu(page, "Status");
    await expect(status.getByRole("checkbox", { name: "404 Not Found 4" })).toBeChecked();
    await expect(status.getByRole("checkbox", { name: "500 Internal Server Error 2" })).not.toBeChecked();
    await pressEscape(page);
    const endpoint = await openMenu(page, "Endpoint");
    await expect(endpoint.getByRole("checkbox")).toHaveCount(1);
    await expect(endpoint.getByRole("checkbox", { name: "/users/{userId} 4" })).toBeVisible();
  });

  test("combine several facets with AND and several values of one facet with OR", async ({ page }) => {
    await openLog(page, { parameters: "?error=internal&error=missing_permission" });
    await expect(callRows(page)).toHaveCount(5);
    const menu = await openMenu(page, "Method");
    await menu.getByRole("checkbox", { name: /^POST/ }).check();
    await expect(callRows(page)).toHaveCount(2);
    await pressEscape(page);
    await expect(page.getByRole("button", { name: "Error internal, missing_permission" })).toBeVisible();
  });

  test("filter by the value of a cell, with the pointer and the keyboard", async ({ page }) => {
    await openLog(page);
    const row = callRows(page).first();
    // Over the text: the button appears beside it, in the middle of the cell.
    await row.getByTitle("/api/events").hover({ position: { x: 4, y: 4 } });
    await row.getByRole("button", { name: "Only endpoint /events" }).click();
    await expect(callRows(page)).toHaveCount(3);
    await expect(page).toHaveURL(/\?route=\/events$/);
    await page.goBack();
    await expect(callRows(page)).toHaveCount(15);

    await row.getByRole("link").focus();
    await page.keyboard.press("Tab");
    await expect(row.getByRole("button", { name: "Only method GET" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(callRows(page)).toHaveCount(13);
  });

  test("find calls by a part of a body, and clear a search without results", async ({ page }) => {
    await openLog(page);
    const search = page.getByRole("textbox", { name: "Request id or part of a body" });
    await pressShortcut(page, "/");
    await expect(search).toBeFocused();
    await page.keyboard.type("nova@example.com");
    await page.keyboard.press("Enter");
    await expect(callRows(page)).toHaveCount(2);
    await search.fill("nobody@example.com");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "No calls match" })).toBeVisible();
    await page.getByRole("main").getByRole("button", { name: "Clear filters" }).last().click();
    await expect(callRows(page)).toHaveCount(15);
    await expect(search).toHaveValue("");
  });

  test("open the call of a pasted request id, also outside the current time range", async ({
    page,
    context,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const { writtenId } = await openLog(page, { parameters: "?range=1h&status=401" });
    await expect(page.getByRole("heading", { name: "No calls match" })).toBeVisible();
    const search = page.getByRole("textbox", { name: "Request id or part of a body" });
    await page.evaluate((id) => navigator.clipboard.writeText(id), ` ${writtenId}\n`);
    await search.focus();
    await page.keyboard.press("ControlOrMeta+v");
    const call = page.getByRole("dialog");
    await expect(call).toContainText(writtenId);
    await expect(callRows(page)).toHaveCount(1);
    await expect(callRows(page).getByRole("link")).toHaveAttribute("aria-current", "true");

    await openSettings(page, "demo", "api-access/logs");
    await page.evaluate((id) => navigator.clipboard.writeText(id), createId());
    await expect(async () => {
      await search.fill("");
      await page.keyboard.press("ControlOrMeta+v");
      await expect(page.getByRole("heading", { name: "This request id is not in the log" })).toBeVisible({
        timeout: 2000,
      });
    }).toPass();
    await expect(call).toBeHidden();
  });

  test("let a member search for request ids", async ({ page }) => {
    await signIn(page, "member", null);
    const { writtenId } = await openLog(page);
    await page.getByRole("textbox", { name: "Request id", exact: true }).fill(writtenId);
    await page.keyboard.press("Enter");
    await expect(callRows(page)).toHaveCount(1);
  });

  test("search for text typed before hydration", async ({ page }) => {
    const { writtenId } = await openLog(page);
    const letScripts = await hold(page, /\/_next\/static\/.*\.js/);
    await page.reload({ waitUntil: "commit" });
    const search = page.getByRole("textbox", { name: "Request id or part of a body" });
    await search.fill(writtenId);
    letScripts();
    await expect(page.getByRole("button", { name: "Clear the search" })).toBeVisible();
    await search.press("Enter");
    await expect(callRows(page)).toHaveCount(1);
  });

  test("accept a preset time range and a custom one", async ({ page }) => {
    await openLog(page);
    await expect(callRows(page)).toHaveCount(15);
    let menu = await openMenu(page, "Time range");
    await expect(menu.getByRole("button", { name: "Last 90 days" })).toBeHidden();
    await menu.getByRole("button", { name: "Last 24 hours" }).click();
    await expect(callRows(page)).toHaveCount(3);
    await expect(page).toHaveURL(/\?range=24h$/);
    menu = await openMenu(page, "Time range");
    await expect(menu).toContainText("Your time");
    const to = new Date(Date.now() - 36 * 3_600_000);
    await menu.getByLabel("To", { exact: true }).fill(to.toISOString().slice(0, 16));
    await menu.getByRole("button", { name: "Apply" }).click();
    await expect(callRows(page)).toHaveCount(10);
    await expect(page.getByRole("button", { name: /^Time range: Until / })).toBeVisible();
  });
});
