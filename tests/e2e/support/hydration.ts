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
