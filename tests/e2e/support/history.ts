import type { Page } from "@playwright/test";

/** Goes back on a page that asks first: page.goBack() would wait for a navigation that does not happen. */
export async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => history.back());
}
