import { expect, type Locator, type Page } from "@playwright/test";
import { waitForHydration } from "./hydration";

/** Hovers an element and expects its tooltip to contain the text. */
export async function expectHint(page: Page, target: Locator, words: string): Promise<void> {
  await hideTooltips(page);
  await waitForHydration(target);
  await target.hover();
  await expect(page.getByRole("tooltip")).toContainText(words);
}

/** Moves the pointer away, so that tooltips close. */
export async function hideTooltips(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
}
