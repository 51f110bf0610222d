import { expect, type Page } from "@playwright/test";
import { signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { type DatabaseProxy, openDatabaseProxy } from "@/tests/support/servers/database-proxy";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** The link to a settings page and its heading during an error. */
const screens = ["Websites", "Members", "Audit log", "General", "API access"];

test.describe("While the database is unavailable", () => {
  let databaseProxy: DatabaseProxy;
  let server: TestServer;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    databaseProxy = await openDatabaseProxy(process.env.DATABASE_URL ?? "");
    server = await startServer({ databaseUrl: databaseProxy.url });
    page = await browser.newPage({ baseURL: server.url });
    await signIn(page, "admin");
  });

  test.afterAll(async () => {
    await page.context().close();
    await server.stop();
    databaseProxy.cut();
  });

  for (const name of screens)
    test(`'${name}' shows an error beside the navigation and loads after a retry`, async () => {
      databaseProxy.cut();
      await page.getByRole("navigation").getByRole("link", { name }).click();
      const failure = page.getByRole("main").getByRole("alert");
      await expect(failure).toContainText("could not be loaded");
      await databaseProxy.restore();
      await failure.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
      await expect(failure).toBeHidden();
    });

  test("a newly opened page shows an error until a retry succeeds", async () => {
    const failure = page.getByRole("heading", { name: "This page could not be shown" });
    const retry = page.getByRole("button", { name: "Try again" });
    databaseProxy.cut();
    await page.reload();
    await expect(failure).toBeVisible();
    await retry.click();
    await expect(retry).toBeEnabled();
    await expect(failure).toBeVisible();
    await databaseProxy.restore();
    await retry.click();
    await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
  });
});
