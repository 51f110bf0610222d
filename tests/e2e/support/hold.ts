import type { Page } from "@playwright/test";

/** Requests to such an address wait until what is returned is called. */
export async function hold(page: Page, address: RegExp, method = "GET"): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    await released;
    await route.continue();
  });
  return release;
}
