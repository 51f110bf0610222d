import { expect, type Page } from "@playwright/test";
import {
  beginCreating,
  beginEditing,
  callStatus,
  copyAndClose,
  createApplication,
  inventName,
  readKey,
} from "@/tests/e2e/support/applications";
import { hold } from "@/tests/e2e/support/hold";
import { openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const lists = /\/settings\/api-access$/;

test.describe("When the server's response is lost", () => {
  test.beforeEach(({ page }) => openOwnWorkspace(page));

  test("a regeneration warns that the old key may have stopped and creates another one", async ({ page }) => {
    const { name, key } = await createApplication(page);
    const edit = await beginEditing(page, name);
    await edit.getByRole("button", { name: "Regenerate" }).click();
    const question = page.getByRole("alertdialog");
    const confirm = question.getByRole("button", { name: "Regenerate key" });
    await expect(confirm).toBeEnabled();
    await dropNextResponse(page);
    await confirm.click();
    await expect(question.getByRole("alert")).toContainText("The old one may already be invalid");
    expect(await callStatus("/validate", key)).toBe(401);

    await confirm.click();
    await expect(question.getByRole("alert")).toContainText("This key was already replaced or deleted");
    await expect(async () => {
      if (await question.isVisible()) await confirm.click({ timeout: 1000 });
      await expect(question).toBeHidden({ timeout: 2000 });
    }).toPass();
    const next = await readKey(page, name);
    expect(await callStatus("/validate", next)).toBe(200);
    await copyAndClose(page, name);
  });

  test("a creation warns that the application may exist with an unseen key", async ({ page }) => {
    const name = inventName();
    const dialog = await beginCreating(page);
    await dialog.getByLabel("Name").fill(name);
    await dropNextResponse(page);
    await dialog.getByRole("button", { name: "Create application" }).click();
    await expect(dialog.getByRole("alert")).toContainText("if the application is listed");
    await expect(dialog.getByLabel("Name")).toHaveValue(name);
    await page.reload();
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  });
});

test("Leaving the page while a key is created needs a confirmation", async ({ page }) => {
  await openOwnWorkspace(page);
  const name = inventName();
  const dialog = await beginCreating(page);
  await dialog.getByLabel("Name").fill(name);
  const release = await hold(page, lists, "POST");
  await dialog.getByRole("button", { name: "Create application" }).click();
  await expect(dialog.getByRole("button", { name: "Creating…" })).toBeVisible();
  const asked = page.waitForEvent("dialog");
  const reloading = page.evaluate(() => window.location.reload());
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await reloading;
  release();
  await readKey(page, name);
  await copyAndClose(page, name);
});

/** Lets the next write reach the server and drops its response. */
async function dropNextResponse(page: Page): Promise<void> {
  let lost = false;
  await page.route(lists, async (route) => {
    if (lost || route.request().method() !== "POST") return route.fallback();
    lost = true;
    await route.fetch();
    await route.abort();
  });
}
