import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { Pool } from "pg";
import { createApplication } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { findTablesWith } from "@/tests/support/matchers/search-database";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("Without a network the reference shows every operation", async ({ page }) => {
  const strays = await blockOtherHosts(page);
  const operations = await readOperations(page);
  expect(operations.length).toBeGreaterThan(5);
  await openReference(page);
  const list = page.getByRole("navigation", { name: /Customer data API/ });
  for (const { summary } of operations) {
    await expect(list.getByRole("button", { name: summary })).not.toHaveCount(0);
    await expect(page.getByRole("heading", { name: summary, exact: true })).not.toHaveCount(0);
  }
  expect(strays()).toEqual([]);
});

test("A call that is tried with a key answers, and the key is kept nowhere", async ({ page, context }) => {
  await signIn(page, "admin");
  const { key } = await createApplication(page, { allow: ["Read segments"] });
  const strays = await blockOtherHosts(page);
  await page.goto("/developers#tag/segments/GET/segments/users");
  await page.getByRole("button", { name: "Test Request (get /segments/users)" }).click();
  const client = page.getByRole("dialog", { name: "API Client" });
  await client.getByRole("textbox", { name: "Value", exact: true }).first().fill(key);
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/segments/users"));
  await client.getByRole("button", { name: /^Send get request/ }).click();
  expect((await answered).status()).toBe(200);
  expect((await answered).request().headers()["x-api-key"]).toBe(key);
  await expect(client.getByRole("region", { name: "Response", exact: true })).toContainText("200 OK");

  expect(await readBrowser(page)).not.toContain(key);
  await page.reload();
  await openReference(page);
  expect(await page.content()).not.toContain(key);
  expect(await readBrowser(page)).not.toContain(key);
  expect(JSON.stringify(await context.storageState({ indexedDB: true }))).not.toContain(key);
  const database = new Pool({ connectionString: process.env.DATABASE_URL });
  expect(await findTablesWith(database, [key])).toEqual([]);
  await database.end();
  expect(strays()).toEqual([]);
});

test("The settings link to a guide that names this server's URL in every language, and that links back", async ({
  page,
}) => {
  await signIn(page, "member");
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { name: "API reference", level: 1 })).toBeVisible();
  const languages = page.getByRole("tablist", { name: "Language" });
  for (const language of ["curl", "Node.js", "PHP", "Python"]) {
    await clickHydrated(languages.getByRole("tab", { name: language }));
    await expect(page.getByRole("region", { name: `First call with ${language}` })).toContainText(
      `${process.env.BASE_URL}/api`,
    );
  }
  await page.getByRole("link", { name: "Open the app" }).click();
  await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
});

test("In light and dark colours the guide is accessible, and the reference has its background", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "light" });
  await openReference(page);
  const guide = await new AxeBuilder({ page }).exclude(".scalar-app").analyze();
  // The library's list of notifications has the name that ours has.
  expect(guide.violations.map(({ id }) => id).filter((id) => id !== "landmark-unique")).toEqual([]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveCSS("color-scheme", colorScheme);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect(page.locator(".scalar-app").first()).toHaveCSS("background-color", background);
    const contrast = await new AxeBuilder({ page }).withRules("color-contrast").analyze();
    expect(contrast.violations).toEqual([]);
  }
});

test.describe("On a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("nothing scrolls sideways", async ({ page }) => {
    await openReference(page);
    for (const heading of ["Errors", "List the segments of users"]) {
      await page.getByRole("heading", { name: heading, exact: true }).scrollIntoViewIfNeeded();
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect(widths).toEqual([390, 390]);
    }
  });
});

async function openReference(page: Page): Promise<void> {
  await page.goto("/developers");
  const last = page.getByRole("heading", { name: "List the segments of users", exact: true });
  // The library draws every operation at once, which takes a busy machine its time.
  await expect(last).toBeAttached({ timeout: 60_000 });
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

async function readOperations(page: Page): Promise<{ summary: string }[]> {
  const { paths } = await (await page.request.get("/api/spec.json")).json();
  return Object.values<Record<string, { summary: string }>>(paths).flatMap((path) => Object.values(path));
}

/** Lets through what goes to our server alone. Returns the addresses that something else was asked for. */
async function blockOtherHosts(page: Page): Promise<() => string[]> {
  const strays: string[] = [];
  await page.context().route(
    ({ origin, protocol }) => protocol.startsWith("http") && origin !== process.env.BASE_URL,
    (route) => {
      strays.push(route.request().url());
      return route.abort();
    },
  );
  return () => strays;
}

/** Where a browser keeps things: addresses, history, storage, cookies. */
async function readBrowser(page: Page): Promise<string> {
  const kept = await page.evaluate(() => [
    window.location.href,
    JSON.stringify(window.history.state),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    document.cookie,
  ]);
  return [...kept, JSON.stringify(await page.context().cookies())].join("\n");
}
