import type { Page } from "@playwright/test";

/** Goes back where the page asks first: page.goBack() would wait for a navigation that does not happen. */
export async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => history.back());
}
