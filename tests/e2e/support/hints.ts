import { expect, type Locator, type Page } from "@playwright/test";
import { waitForHydration } from "./hydration";

/** Hovers an element and expects its tooltip to contain the text. */
export async function expectHint(page: Page, target: Locator, words: string): Promise<void> {
  await hideTooltips(page);
  await waitForHydration(target);
  await target.hover();
  await expect(page.getByRole("tooltip")).toContainText(words);
  // Radix adds its pointerleave listeners in an effect after the first paint.
  await page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
}

/** Moves the pointer away, so that tooltips close. */
export async function hideTooltips(page: Page): Promise<void> {
  await expect(async () => {
    // Radix keeps a tooltip open while the pointer moves towards it. It needs a second move to close it.
    await page.mouse.move(0, 0);
    await page.mouse.move(4, 4);
    await expect(page.getByRole("tooltip")).toHaveCount(0, { timeout: 500 });
  }).toPass();
}
