import { expect, type Locator, type Page } from "@playwright/test";
import { waitForHydration } from "./hydration";

/** Hovers an element and expects its tooltip to contain the text. */
export async function expectHint(page: Page, target: Locator, words: string): Promise<void> {
  await hideTooltips(page);
  await waitForHydration(target);
  // React ignores a movement over a part of the page that it is just hydrating. A hand moves on.
  await expect(async () => {
    await target.hover();
    await expect(page.getByRole("tooltip")).toContainText(words, { timeout: 2_000 });
  }).toPass({ timeout: 15_000 });
}

/** Moves the pointer away, so that tooltips close. */
export async function hideTooltips(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
}
