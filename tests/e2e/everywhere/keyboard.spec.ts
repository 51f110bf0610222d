import { expect, type Locator, type Page } from "@playwright/test";
import { demo } from "@/prisma/demo";
import {
  callStatus,
  inventName,
  keyDialog,
  openListWith,
  readClipboard,
  readKey,
} from "@/tests/e2e/support/applications";
import { pressEscape, pressShortcut, waitForHydration } from "@/tests/e2e/support/hydration";
import { demoPassword, openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("Signing in and copying a new key need only the keyboard", async ({ page }) => {
  await page.goto("/sign-in");
  await tabTo(page, page.getByLabel("Email"));
  await page.keyboard.type(demo.people.owner);
  await page.keyboard.press("Tab");
  await page.keyboard.type(demoPassword());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();

  const create = page.getByRole("button", { name: "Create application", exact: true });
  await tabTo(page, create);
  const form = page.getByRole("dialog", { name: "Create application" });
  await waitForHydration(create);
  await page.keyboard.press("Enter");
  await expect(form.getByLabel("Name")).toBeFocused();
  const name = inventName();
  await page.keyboard.type(name);
  await tabTo(page, form.getByLabel("Read segments"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");

  const key = await readKey(page, name);
  await expect(keyDialog(page, name).getByRole("region", { name: "API key" })).toBeFocused();
  await tabTo(page, keyDialog(page, name).getByRole("button", { name: "Copy and close" }));
  await page.keyboard.press("Enter");
  await expect(keyDialog(page, name)).toBeHidden();
  await expect(create).toBeFocused();
  expect(await readClipboard(page)).toBe(key);
  expect(await callStatus("/segments/users", key)).toBe(200);

  const edit = page.getByRole("button", { name: `Edit ${name}`, exact: true });
  await tabTo(page, edit);
  await expect(page.getByRole("tooltip").last()).toHaveText(`Edit ${name}`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: `Edit ${name}` }).getByLabel("Name")).toBeFocused();
  await pressEscape(page);
  await expect(edit).toBeFocused();

  const remove = page.getByRole("button", { name: `Delete ${name}`, exact: true });
  await tabTo(page, remove);
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog", { name: `Delete ${name}?` });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(remove).toBeFocused();
  await page.keyboard.press("Enter");
  const field = question.getByLabel(`Type ${name} to confirm`);
  await expect(field).toBeVisible();
  await tabTo(page, field);
  await page.keyboard.type(name);
  await tabTo(page, question.getByRole("button", { name: "Delete application" }));
  await page.keyboard.press("Enter");
  await expect(question).toBeHidden();
  await expect(page.getByRole("button", { name: /^Delete / }).and(page.locator(":focus"))).toHaveCount(1);
});

test("C opens the create dialog, except while typing", async ({ page }) => {
  await openListWith(page);
  const form = page.getByRole("dialog", { name: "Create application" });
  await pressShortcut(page, "c");
  await expect(form).toBeVisible();
  await pressEscape(page);
  await expect(form).toBeHidden();
  await page.getByLabel("Search applications").focus();
  await page.keyboard.press("c");
  await expect(page.getByLabel("Search applications")).toHaveValue("c");
  await expect(form).toHaveCount(0);
});

test("The first Tab focuses the link that skips the navigation", async ({ page }) => {
  await openOwnWorkspace(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

/** Presses Tab until the target has the focus, up to a limit. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${target}.`);
}
