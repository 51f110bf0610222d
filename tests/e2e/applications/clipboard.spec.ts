import { expect } from "@playwright/test";
import { beginCreating, inventName, keyDialog, readKey } from "@/tests/e2e/support/applications";
import { openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await openOwnWorkspace(page);
});

test("A blocked clipboard selects the key, shows a warning and keeps the dialog open", async ({ page }) => {
  const name = inventName();
  const form = await beginCreating(page);
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: "Create application" }).click();
  const key = await readKey(page, name);
  const dialog = keyDialog(page, name);
  const selection = () => page.evaluate(() => window.getSelection()?.toString());

  for (const button of ["Copy and close", "Copy"]) {
    await dialog.getByText("Try it").click();
    await dialog.getByRole("button", { name: button, exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("The browser blocked copying");
    await expect.poll(selection).toBe(key);
  }

  await page.keyboard.press("ControlOrMeta+C");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
});

test("A blocked clipboard selects the whole snippet", async ({ page }) => {
  const name = inventName();
  const form = await beginCreating(page);
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: "Create application" }).click();
  const key = await readKey(page, name);
  await keyDialog(page, name).getByRole("button", { name: "Copy .env line" }).click();
  await expect(keyDialog(page, name)).toContainText("The browser blocked copying.");
  expect(await page.evaluate(() => window.getSelection()?.toString())).toBe(`API_KEY=${key}`);
});
