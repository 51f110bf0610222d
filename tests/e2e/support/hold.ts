import type { Page } from "@playwright/test";

/** Holds matching requests until the returned function is called. */
export async function hold(page: Page, url: RegExp, method = "GET"): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    await released;
    await route.continue();
  });
  return release;
}
