import { expect, type Locator, type Page } from "@playwright/test";

/**
 * Waits until React has hydrated the element: a click before that is lost. React marks each element that it renders or
 * hydrates with its props, under a name that ends with a random part.
 */
export async function waitForHydration(target: Locator): Promise<void> {
  const element = await target.elementHandle();
  const isHydrated = (node: unknown) =>
    node instanceof Element &&
    (!node.isConnected || Object.keys(node).some((name) => name.startsWith("__reactProps$")));
  await target.page().waitForFunction(isHydrated, element);
}

export async function clickHydrated(target: Locator): Promise<void> {
  await waitForHydration(target);
  await target.click();
}

/** Presses a shortcut, once the page listens to it. */
export async function pressShortcut(page: Page, key: string): Promise<void> {
  await expect(page.locator(`html[data-shortcuts~="${key}"]`)).toBeAttached();
  await page.keyboard.press(key);
}

/**
 * Presses Escape, once an overlay that has just opened listens to it. Radix registers that listener in an effect about
 * 10 ms after the overlay is in the document, and React runs such effects before the second frame ends.
 */
export async function pressEscape(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
  await page.keyboard.press("Escape");
}
