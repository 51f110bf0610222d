import { expect, type Page } from "@playwright/test";
import { Pool } from "pg";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { createApplication } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { findTablesWith } from "@/tests/support/matchers/search-database";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("shows every operation, calls no other host and loads less than 400 kB of JavaScript", async ({
  page,
}) => {
  const otherUrls = await blockOtherHosts(page);
  const scripts: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script") {
      scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    }
  });
  const operations = await readOperations(page);
  expect(operations.length).toBeGreaterThan(5);
  await page.goto("/developers", { waitUntil: "networkidle" });
  const contents = page.getByRole("navigation", { name: "On this page" });
  for (const { summary, operationId } of operations) {
    await expect(page.locator(`h3#${operationId}`)).toHaveText(summary);
    await expect(contents.locator(`a[href="#${operationId}"]`)).not.toHaveCount(0);
  }
  expect(otherUrls()).toEqual([]);
  const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(400_000);
});

test("sends a call with the entered key, shows its response and stores the key nowhere", async ({
  page,
  context,
}) => {
  await signIn(page, "admin");
  const { key } = await createApplication(page, { allow: ["Read segments"] });
  const otherUrls = await blockOtherHosts(page);
  await page.goto("/developers#getSegmentsUsers");
  const operation = page.getByRole("region", { name: "List the segments of users GET /segments/users" });
  await clickHydrated(operation.getByRole("button", { name: "Try it" }));
  const keyField = operation.getByRole("textbox", { name: "API key" });
  await expect(keyField).toBeFocused();
  await keyField.fill(key);
  const response = page.waitForResponse((received) => received.url().endsWith("/api/segments/users"));
  await keyField.press("Enter");
  expect((await response).request().headers()["x-api-key"]).toBe(key);
  expect((await response).request().headers().cookie).toBeUndefined();
  await expect(operation.getByText("200 OK")).toBeVisible();
  await expect(operation.getByRole("region", { name: "Response body" })).toContainText('"status": 200');

  expect(await readBrowser(page)).not.toContain(key);
  await page.reload();
  await expect(page.getByRole("heading", { name: "API reference", level: 1 })).toBeVisible();
  expect(await page.content()).not.toContain(key);
  expect(await readBrowser(page)).not.toContain(key);
  expect(JSON.stringify(await context.storageState({ indexedDB: true }))).not.toContain(key);
  const database = new Pool({ connectionString: process.env.DATABASE_URL });
  expect(await findTablesWith(database, [key])).toEqual([]);
  await database.end();
  expect(otherUrls()).toEqual([]);
});

test("puts parameters into the code and the call, and says that no response came", async ({ page }) => {
  await page.goto("/developers#getUserEvents");
  const operation = page.getByRole("region", {
    name: "List the events of a user GET /users/{userId}/events",
  });
  await clickHydrated(operation.getByRole("button", { name: "Try it" }));
  await operation.getByRole("textbox", { name: "userId" }).fill("a/b c");
  await operation.getByRole("textbox", { name: "limit (optional)" }).fill("2");
  await expect(operation.getByRole("region", { name: /with curl$/ })).toContainText(
    "/users/a%2Fb%20c/events?limit=2",
  );
  await operation.getByRole("textbox", { name: "API key" }).fill("jny_none");
  const request = page.waitForRequest((sent) => sent.url().endsWith("/users/a%2Fb%20c/events?limit=2"));
  await page.route("**/api/users/**", (route) => route.abort());
  await operation.getByRole("button", { name: "Send" }).click();
  await request;
  await expect(operation.getByRole("status").filter({ hasText: "No response" })).toBeVisible();
});

test("The settings link to a guide that names this server's URL in every language, and that links back", async ({
  page,
}) => {
  await signIn(page, "member");
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { name: "API reference", level: 1 })).toBeVisible();
  const languages = page.getByRole("tablist", { name: "Language", exact: true });
  for (const language of ["curl", "Node.js", "PHP", "Python"]) {
    await clickHydrated(languages.getByRole("tab", { name: language }));
    await expect(page.getByRole("region", { name: `First call with ${language}` })).toContainText(
      `${process.env.BASE_URL}/api`,
    );
  }
  await page.getByRole("link", { name: "Open the app" }).click();
  await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
});

test("has no accessibility violations in light and dark colours, with a form open", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/developers");
  const operation = page.getByRole("region", { name: "Create or update a user POST /users/upsert" });
  await clickHydrated(operation.getByRole("button", { name: "Try it" }));
  await expect(operation.getByRole("textbox", { name: "API key" })).toBeFocused();
  // Colours are tokens that all operations share: this one stands for them.
  await expectAccessible(page, { inDark: ["header", "aside", '[aria-labelledby^="postUsersUpsert"]'] });
});

test.describe("On a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("nothing scrolls sideways", async ({ page }) => {
    await page.goto("/developers");
    for (const heading of ["Errors", "SDK connector", "List the segments of users"]) {
      await page.getByRole("heading", { name: heading, exact: true }).first().scrollIntoViewIfNeeded();
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect(widths).toEqual([390, 390]);
    }
  });
});

async function readOperations(page: Page): Promise<{ summary: string; operationId: string }[]> {
  const { paths } = await (await page.request.get("/api/spec.json")).json();
  return Object.values<Record<string, { summary: string; operationId: string }>>(paths).flatMap((path) =>
    Object.values(path),
  );
}

/** Blocks requests to other hosts. Returns the URLs of those that were tried. */
async function blockOtherHosts(page: Page): Promise<() => string[]> {
  const otherUrls: string[] = [];
  await page.context().route(
    ({ origin, protocol }) => protocol.startsWith("http") && origin !== process.env.BASE_URL,
    (route) => {
      otherUrls.push(route.request().url());
      return route.abort();
    },
  );
  return () => otherUrls;
}

/** Returns what the browser stores: URL, history state, storage, cookies. */
async function readBrowser(page: Page): Promise<string> {
  const stored = await page.evaluate(() => [
    window.location.href,
    JSON.stringify(window.history.state),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    document.cookie,
  ]);
  return [...stored, JSON.stringify(await page.context().cookies())].join("\n");
}
