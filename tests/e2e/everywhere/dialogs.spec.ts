import { type Browser, expect, type Page } from "@playwright/test";
import { beginCreating, insertApplication } from "@/tests/e2e/support/applications";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

/** Opens a list that is longer than the screen, and has many more elements than a dialog. */
async function openLongList(page: Page): Promise<void> {
  const member = await openOwnWorkspace(page, null);
  for (let index = 0; index < 20; index += 1) await insertApplication({ member });
  await openSettings(page, member.slug, "api-access");
  await expect(page.getByRole("row")).toHaveCount(21);
}

/** Returns the number of elements of each style recalculation during an action. */
async function countRestyled(browser: Browser, page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ["devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: { name: string; args: { elementCount?: number } }[];
  };
  return traceEvents
    .filter(({ name }) => name === "UpdateLayoutTree")
    .map(({ args }) => args.elementCount ?? 0);
}

test("A dialog opens and closes without a restyle of the page behind it", async ({ page, browser }) => {
  await openLongList(page);
  await (await beginCreating(page)).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  const elements = await page.locator("main *").count();
  const restyled = await countRestyled(browser, page, async () => {
    const dialog = await beginCreating(page);
    expect(await dialog.locator("*").count()).toBeLessThan(elements / 2);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toHaveCount(0);
  });
  expect(restyled).not.toHaveLength(0);
  expect(Math.max(...restyled)).toBeLessThan(elements / 2);
});

test("The page behind a dialog does not move, scroll or receive clicks", async ({ page }) => {
  await openLongList(page);
  const root = page.locator("html");
  const link = page.getByRole("link", { name: "All logs" });
  const [linkBox, background] = [await link.boundingBox(), await readBackground(page)];
  const url = page.url();

  await beginCreating(page);
  expect(await page.locator("a", { hasText: "All logs" }).boundingBox()).toEqual(linkBox);
  expect(await readBackground(page)).not.toBe(background);
  const [x, y] = [(linkBox?.x ?? 0) + 5, (linkBox?.y ?? 0) + 5];
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, 500);
  await page.mouse.click(x, y);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await root.evaluate((element) => element.scrollTop)).toBe(0);
  expect(page.url()).toBe(url);
  expect(await readBackground(page)).toBe(background);
});

/** Of the scrollbar's gutter. */
function readBackground(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}
