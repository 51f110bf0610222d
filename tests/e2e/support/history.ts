import { expect, type Page } from "@playwright/test";

/** Goes back on a page that asks first: page.goBack() would wait for a navigation that does not happen. */
export async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => history.back());
}

/**
 * Reloads a page whose form was just saved or whose dialog just closed. The page goes back by one history entry then
 * (components/forms/leave-guard.ts), and Chromium aborts a reload during a traversal.
 */
export async function reloadAfterSave(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => history.state?.leaveGuard)).toBeUndefined();
  await page.reload();
}
