import { expect, type Locator, type Page } from "@playwright/test";

/** Points at something until it says this: a pointer that came to rest before the page was alive is not noticed. */
export async function expectHint(page: Page, target: Locator, words: string): Promise<void> {
  await expect(async () => {
    await page.mouse.move(0, 0);
    await expect(page.getByRole("tooltip")).toHaveCount(0, { timeout: 1000 });
    await target.hover({ timeout: 1000 });
    await expect(page.getByRole("tooltip")).toContainText(words, { timeout: 1000 });
  }).toPass();
}
