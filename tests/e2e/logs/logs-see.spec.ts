import { expect, type Page } from "@playwright/test";
import { clickHydrated, pressEscape, pressShortcut } from "@/tests/e2e/support/hydration";
import { callRows, openLog } from "@/tests/e2e/support/logs";
import { signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.describe("The overview", () => {
  test.beforeEach(({ page }) => signIn(page, "admin", null));

  test("shows calls over time and zooms by a click, by dragging and by the keyboard", async ({ page }) => {
    await openLog(page, { parameters: "?range=7d" });
    const chart = page.getByRole("toolbar", { name: "Calls over time" });
    const bars = chart.getByRole("button");
    await expect(page.getByText("6 calls succeeded, 7 ended with a client error")).toBeAttached();
    const failed = chart.getByRole("button", { name: /: 0 2xx, 0 4xx, 2 5xx$/ });
    await clickHydrated(failed);
    await expect(callRows(page)).toHaveCount(2);
    await expect(page).toHaveURL(/\?from=[^&]+&to=[^&]+$/);
    await page.goBack();
    await expect(callRows(page)).toHaveCount(15);

    const box = await chart.boundingBox();
    if (!box) throw new Error("The histogram is not visible.");
    await page.mouse.move(box.x + box.width - 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + (box.width * 2) / 3, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await expect(callRows(page)).toHaveCount(9);
    await page.goBack();
    await expect(callRows(page)).toHaveCount(15);

    await bars.last().focus();
    await page.keyboard.press("Home");
    await expect(bars.first()).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Enter");
    await expect(callRows(page)).toHaveCount(3);
  });

  test("keeps the bars reachable by Tab after a zoom", async ({ page }) => {
    await openLog(page, { parameters: "?range=7d" });
    const bars = page.getByRole("toolbar", { name: "Calls over time" }).getByRole("button");
    await bars.last().focus();
    await page.keyboard.press("Home");
    for (let i = 0; i < 13; i += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+End");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/from=/);
    await expect(page.getByText("Calls per 6 hours")).toBeVisible();
    await expect(page.locator('[aria-label="Calls over time"] > [tabindex="0"]')).toHaveCount(1);
  });

  test("shows the error rate and the durations", async ({ page }) => {
    await openLog(page);
    const overview = page.getByRole("region", { name: "Overview" });
    await expect(overview).toContainText("Calls15");
    await expect(overview).toContainText("Errors (4xx, 5xx)9 60%");
    await expect(overview).toContainText(/Median duration1\.\d ms/);
    await expect(overview).toContainText(/95th percentile1\.\d ms/);
  });

  test("groups errors, and each group leads to its calls", async ({ page }) => {
    await openLog(page);
    await page.getByRole("tab", { name: "Errors 9" }).click();
    await expect(page).toHaveURL(/show=errors/);
    const groups = page.getByRole("table", { name: "Errors, most frequent first" }).getByRole("row");
    await expect(page.getByText("9 calls ended with an error: 7 with 4xx and 2 with 5xx.")).toBeVisible();
    await expect(groups.nth(1)).toContainText("not_found");
    await expect(groups.nth(1)).toContainText("4");
    await expect(groups.nth(1)).toContainText("2 days ago");
    await groups.nth(2).getByRole("button", { name: "missing_permission" }).click();
    await expect(callRows(page)).toHaveCount(3);
    await expect(page).toHaveURL(/error=missing_permission/);
    await page.goBack();
    await expect(groups).toHaveCount(4);
  });
});

test.describe("The list", () => {
  test.beforeEach(({ page }) => signIn(page, "admin", null));

  test("is navigable by keyboard", async ({ page }) => {
    await openLog(page);
    const links = callRows(page).getByRole("link");
    await pressShortcut(page, "j");
    await expect(links.first()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press("k");
    await expect(links.first()).toBeFocused();
    await page.keyboard.press("f");
    await expect(page.getByRole("button", { name: "Status", exact: true })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("button", { name: "Method", exact: true })).toBeFocused();
    await page.keyboard.press("t");
    const menu = page.getByRole("dialog", { name: "Time range" });
    await expect(menu).toBeVisible();
    await pressEscape(page);
    await expect(menu).toBeHidden();
    await page.getByRole("button", { name: "Refresh" }).hover();
    await expect(page.getByRole("tooltip", { name: "Refresh R" })).toBeVisible();
  });

  test("opens a call in a new tab with the middle button", async ({ page, context }) => {
    await openLog(page, { parameters: "?status=404" });
    await expect(callRows(page)).toHaveCount(4);
    const opened = context.waitForEvent("page");
    await callRows(page).first().getByRole("link").click({ button: "middle" });
    const tab = await opened;
    await expect(tab).toHaveURL(/\?status=404&call=/);
    await expect(tab.getByRole("dialog")).toBeVisible();
  });

  test("renders only the visible rows of thousands", async ({ page }) => {
    await openLog(page, { more: 3_985 });
    const table = page.getByRole("table", { name: "Calls, newest first" });
    await expect(table).toHaveAttribute("aria-rowcount", "-1");
    await scrollToEnd(page);
    await expect(table).toHaveAttribute("aria-rowcount", "4001");
    await expect(table.locator("tr[aria-rowindex='4001']")).toBeInViewport();
    for (const position of [0.75, 0.5, 0.25]) {
      await page.evaluate((share) => window.scrollTo(0, document.body.scrollHeight * share), position);
      await expect.poll(() => callRows(page).first().count()).toBe(1);
      expect(await callRows(page).count()).toBeLessThan(80);
    }
    await page.evaluate(() => window.scrollTo(0, 0));
    await expect(table.locator("tr[aria-rowindex='2']")).toContainText("/api/events");
  });

  test("loads older calls when intersection events arrive late and batched", async ({ page }) => {
    await page.addInitScript(() => {
      // A busy browser reports leaving and entering the viewport in one batch.
      window.IntersectionObserver = class extends IntersectionObserver {
        constructor(onChange: IntersectionObserverCallback, options?: IntersectionObserverInit) {
          const changes: IntersectionObserverEntry[] = [];
          super((entries, observer) => {
            if (changes.push(...entries) === entries.length)
              setTimeout(() => onChange(changes.splice(0), observer), 500);
          }, options);
        }
      };
    });
    await openLog(page, { more: 585 });
    await expect(async () => {
      await page.keyboard.press("End");
      await expect(page.getByText("There are no older calls.")).toBeInViewport({ timeout: 100 });
    }).toPass({ intervals: [100], timeout: 60_000 });
  });
});

test("The filters are in a sheet on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "admin", null);
  await openLog(page);
  const sheet = page.getByRole("dialog", { name: "Filters" });
  await clickHydrated(page.getByRole("button", { name: "Filters", exact: true }));
  await expect(sheet).toBeVisible();
  await sheet.getByText("Error", { exact: true }).first().click();
  await sheet.getByRole("checkbox", { name: /^not_found/ }).check();
  await sheet.getByRole("button", { name: "Show 4 calls" }).click();
  await expect(sheet).toBeHidden();
  await expect(callRows(page)).toHaveCount(4);
  await expect(page.getByRole("button", { name: "Filters (1)" })).toBeFocused();
});

/** Scrolls to the end inside the page: a round trip per step would dominate the time. */
async function scrollToEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const scroll = async () => {
      window.scrollTo(0, document.body.scrollHeight);
      await new Promise(requestAnimationFrame);
    };
    const started = performance.now();
    while (!document.querySelector("main")?.textContent.includes("There are no older calls.")) {
      await scroll();
      if (performance.now() - started > 90_000)
        throw new Error(`The list ends with: ${document.querySelector("main")?.textContent.slice(-200)}`);
    }
    await scroll();
  });
}
