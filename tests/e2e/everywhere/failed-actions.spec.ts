import { expect, type Page } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { demo } from "@/prisma/demo";
import {
  beginCreating,
  beginEditing,
  insertApplication,
  inventName,
  readKey,
} from "@/tests/e2e/support/applications";
import { goBack } from "@/tests/e2e/support/history";
import {
  demoPassword,
  fillSignIn,
  findDemoMember,
  openOwnWorkspace,
  setSession,
  signIn,
} from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const lists = /\/settings\/api-access$/;

test.describe("A failed action", () => {
  test("asks to reload a page of an older build and keeps the input", async ({ page }) => {
    await openOwnWorkspace(page);
    expect(await (await page.request.get("/sign-in")).text()).toMatch(
      /<html[^>]* data-dpl-id="[0-9a-f]{16}"/,
    );
    const dialog = await beginCreating(page);
    const name = inventName();
    await dialog.getByLabel("Name").fill(name);
    await page.route(lists, (route) => {
      const headers = route.request().headers();
      const id = headers["next-action"];
      if (!id) return route.fallback();
      // Each build generates new action ids.
      return route.continue({ headers: { ...headers, "next-action": id.replace(/.{8}$/, "00000000") } });
    });
    await dialog.getByRole("button", { name: "Create application" }).click();
    await expect(dialog.getByRole("alert")).toContainText("This page is out of date. Reload it.");
    await expect(dialog.getByLabel("Name")).toHaveValue(name);

    await page.unroute(lists);
    await dialog.getByRole("button", { name: "Reload" }).click();
    await expect(dialog).toBeHidden();
  });

  test("explains 413, 429 and 403 responses and does not report a lost connection", async ({ page }) => {
    await openOwnWorkspace(page);
    const dialog = await beginCreating(page);
    await dialog.getByLabel("Name").fill(inventName());
    const html = { "content-type": "text/html" };
    const text = { "content-type": "text/plain; charset=utf-8" };
    for (const [response, reason] of [
      [{ status: 413, headers: html, body: "<h1>413</h1>" }, "The request is too large."],
      [{ status: 429, headers: { ...html, "retry-after": "7" }, body: "" }, "Try again in 7 seconds."],
      [{ status: 403, headers: text, body: "Your network is blocked." }, "Your network is blocked."],
    ] as const) {
      await answerActions(page, response);
      await dialog.getByRole("button", { name: "Create application" }).click();
      await expect(dialog.getByRole("alert")).toContainText(reason);
      await expect(dialog.getByRole("alert")).not.toContainText("did not answer");
      await page.unroute(lists);
    }
  });
});

test.describe("A session that ends while a dialog is open", () => {
  test("can be renewed in a second tab, and then the input is saved", async ({ page }) => {
    await signIn(page, "admin");
    const name = inventName();
    const dialog = await beginCreating(page);
    await dialog.getByLabel("Name").fill(name);
    await page.context().clearCookies();
    await dialog.getByRole("button", { name: "Create application" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Your session has ended. Sign in again.");

    const opened = page.waitForEvent("popup");
    await dialog.getByRole("link", { name: "Sign in" }).click();
    const tab = await opened;
    await fillSignIn(tab, demo.people.admin, demoPassword());
    await expect(tab.getByRole("heading", { name: "You are signed in" })).toBeVisible();
    await expect(dialog.getByRole("alert")).toContainText("You are signed in again.");
    // The click closes its own page, which may end before the click is reported.
    const closed = tab.waitForEvent("close");
    await tab
      .getByRole("button", { name: "Close this tab" })
      .click()
      .catch(() => undefined);
    await closed;

    await expect(dialog.getByLabel("Name")).toHaveValue(name);
    await dialog.getByRole("button", { name: "Create application" }).click();
    await readKey(page, name);
  });

  test("saves nothing as another person without a confirmation", async ({ page }) => {
    await signIn(page, "admin");
    const name = inventName();
    const dialog = await beginCreating(page);
    await dialog.getByLabel("Name").fill(name);
    await setSession(page, (await findDemoMember("owner")).personId);
    await dialog.getByRole("button", { name: "Create application" }).click();
    await expect(dialog.getByRole("alert")).toContainText(demo.people.owner);
    expect(await prisma.application.count({ where: { name } })).toBe(0);

    await dialog.getByRole("button", { name: "Continue with this account" }).click();
    await dialog.getByRole("button", { name: "Create application" }).click();
    await readKey(page, name);
  });
});

test.describe("The browser's Back", () => {
  test("asks before it discards a dialog's input, and closes an untouched dialog", async ({ page }) => {
    await page.goto("/developers");
    const own = await openOwnWorkspace(page);
    const { name } = await insertApplication({ member: own });
    await page.reload();
    const list = page.url();
    const index = await historyIndex(page);
    const dialog = await beginEditing(page, name);
    await goBack(page);
    await expect(dialog).toBeHidden();
    expect(page.url()).toBe(list);

    await beginEditing(page, name);
    await dialog.getByLabel("Name").fill("Something else");
    await goBack(page);
    const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(dialog.getByLabel("Name")).toHaveValue("Something else");
    await goBack(page);
    await question.getByRole("button", { name: "Discard" }).click();
    await expect(dialog).toBeHidden();

    await expect.poll(() => historyIndex(page)).toBe(index);
    await page.goBack();
    await expect(page).toHaveURL(/\/developers$/);
  });

  test("leaves the list after a saved edit", async ({ page }) => {
    await page.goto("/developers");
    const own = await openOwnWorkspace(page);
    const { name } = await insertApplication({ member: own });
    await page.reload();
    const index = await historyIndex(page);
    const renamed = inventName("Renamed");
    const dialog = await beginEditing(page, name);
    await dialog.getByLabel("Name").fill(renamed);
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("row").filter({ hasText: renamed })).toBeVisible();
    await expect.poll(() => historyIndex(page)).toBe(index);
    await page.goBack();
    await expect(page).toHaveURL(/\/developers$/);
  });
});

function historyIndex(page: Page): Promise<number | undefined> {
  return page.evaluate(() => window.navigation.currentEntry?.index);
}
async function answerActions(
  page: Page,
  answer: { status: number; headers: Record<string, string>; body: string },
): Promise<void> {
  await page.route(lists, (route) =>
    route.request().method() === "POST" ? route.fulfill(answer) : route.fallback(),
  );
}
