import { expect, type Locator, type Page } from "@playwright/test";
import { waitForHydration } from "./hydration";

/** Points at an element, once React listens to it, and expects its tooltip to contain the words. */
export async function expectHint(page: Page, target: Locator, words: string): Promise<void> {
  await waitForHydration(target);
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await target.hover();
  await expect(page.getByRole("tooltip")).toContainText(words);
}
