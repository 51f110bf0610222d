import { expect } from "@playwright/test";
import { callApi, createApplication, insertApplication } from "@/tests/e2e/support/applications";
import { expectHint } from "@/tests/e2e/support/hints";
import { pressEscape } from "@/tests/e2e/support/hydration";
import { signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test.describe("The log", () => {
  test.beforeEach(({ page }) => signIn(page, "admin"));

  test("lists each call right after its response, rejected ones too, and opens its request and response without the key", async ({
    page,
  }) => {
    const { name, key } = await createApplication(page, { allow: ["Read segments"] });
    const requestId = (await (await callApi("/segments/users?colour=blue", key)).json()).meta.requestId;
    await callApi("/segments/users", key);
    await callApi("/events", key);
    await page.getByRole("link", { name: `Logs of ${name}` }).click();
    await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
    const rows = page.getByRole("table").getByRole("row");
    await expect(rows).toHaveCount(4);
    await expect(rows.nth(1)).toContainText("/events");
    await expect(rows.nth(1)).toContainText("401");
    await expect(rows.nth(2)).toContainText("200");
    await expect(rows.nth(3)).toContainText("400");

    await rows.nth(2).getByRole("link").click();
    const call = page.getByRole("dialog");
    await expect(call.getByRole("region", { name: "Response body" })).toContainText('"name": "•••"');
    await call.getByRole("button", { name: "Reveal values" }).click();
    await expect(call.getByRole("region", { name: "Response body" })).toContainText('"name": "Power users"');
    await pressEscape(page);
    await expect(call).toBeHidden();

    await rows.nth(3).getByRole("link").click();
    await call.getByRole("button", { name: "Reveal values" }).click();
    await expect(call).toContainText(requestId);
    await expect(call).toContainText("colour");
    await expect(call.getByRole("region", { name: "Response body" })).toContainText('"status": 400');
    await expect(call).toContainText("x-api-key");
    await expect(call).toContainText("[removed]");
    await expect(call).not.toContainText(key);

    await pressEscape(page);
    await expect(call).toBeHidden();
    await expect(rows.nth(3).getByRole("link")).toBeFocused();
  });

  test("opens a call by a click on any value of its row, and filters by the button beside a value", async ({
    page,
  }) => {
    const { name, key } = await createApplication(page);
    await callApi("/validate", key);
    await page.getByRole("link", { name: `Logs of ${name}` }).click();
    const row = page.getByRole("row").nth(1);
    const filter = page.getByLabel("Only status 200");
    await expect(filter).toHaveCount(1);
    const values = [
      row.locator("time"),
      ...["GET", "/api/validate", "node"].map((text) => row.getByText(text, { exact: true }).last()),
      row.getByText(/^200/).first(),
    ];
    for (const value of values) {
      await expect(value).toBeVisible();
      const box = await value.boundingBox();
      if (!box) throw new Error("The value is not visible.");
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      // Wait for the button beside the value: it must not cover the value.
      await page.mouse.move(x, y);
      await expect(filter).toBeVisible();
      await page.mouse.down();
      await page.mouse.up();
      await expect(page.getByRole("dialog", { name: "GET /api/validate" })).toBeVisible();
      await pressEscape(page);
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    await filter.click();
    await expect(page).toHaveURL(/status=200/);
  });

  test("shows times in the reader's time zone, and their age on hover", async ({ browser }) => {
    const timeZone = "Asia/Kolkata";
    const context = await browser.newContext({ baseURL: process.env.BASE_URL, timezoneId: timeZone });
    const page = await context.newPage();
    await signIn(page, "admin");
    const { name, key } = await createApplication(page);
    await callApi("/validate", key);
    await page.getByRole("link", { name: `Logs of ${name}` }).click();
    await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
    const shown = page.getByRole("row").nth(1).locator("time").first();
    const time = new Date((await shown.getAttribute("datetime")) ?? "");
    const clock = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23", timeZone });
    await expect(shown).toContainText(clock.format(time));
    await expect(page.getByRole("columnheader", { name: "Time (GMT+5:30)" })).toBeVisible();
    await expectHint(page, shown, "just now");
    await page.getByRole("row").nth(1).getByRole("link").click();
    await expect(page.getByRole("dialog")).toContainText("GMT+5:30");
    await context.close();
  });

  test("names the application of each call in the log of all applications", async ({ page }) => {
    const { name, key } = await insertApplication();
    await callApi("/validate", key);
    await page.getByRole("link", { name: "All logs" }).click();
    await expect(page.getByRole("heading", { name: "Logs of all applications" })).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  });
});
