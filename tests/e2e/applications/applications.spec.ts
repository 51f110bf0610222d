import { expect } from "@playwright/test";
import {
  beginCreating,
  beginDeleting,
  beginEditing,
  callApi,
  callStatus,
  copyAndClose,
  createApplication,
  inventName,
  openListWith,
  readClipboard,
  regenerate,
  typeName,
} from "@/tests/e2e/support/applications";
import { pressEscape, waitForHydration } from "@/tests/e2e/support/hydration";
import { signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test.describe("Creating an application", () => {
  test("shows, counts and ticks permissions, and rejects a missing or taken name", async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const { name } = await openListWith(page);
    const dialog = await beginCreating(page);
    const boxes = dialog.getByRole("checkbox");
    const create = dialog.getByRole("button", { name: "Create application" });

    await test.step("shows all eight permissions without scrolling", async () => {
      await expect(boxes).toHaveCount(8);
      for (const box of await boxes.all()) {
        await expect(box).not.toBeChecked();
        await expect(box).toBeInViewport({ ratio: 1 });
      }
    });
    await test.step("counts the endpoints of the ticked ones", async () => {
      await expect(dialog.getByText("Can call only GET /validate")).toBeVisible();
      await dialog.getByLabel("Read segments").check();
      await expect(dialog.getByText(/^Can call 7 of \d+ endpoints$/)).toBeVisible();
      await dialog.getByLabel("Read segments").uncheck();
      await expect(dialog.getByText("Can call only GET /validate")).toBeVisible();
    });
    await test.step("lists the endpoints of a permission", async () => {
      const fold = dialog.getByRole("button", { name: "6 endpoints of Read segments" });
      await expect(fold).toHaveAttribute("aria-expanded", "false");
      await expect(dialog.getByText("GET /segments/accounts")).toHaveCount(0);
      await fold.press("Enter");
      await expect(fold).toHaveAttribute("aria-expanded", "true");
      await expect(dialog.getByText("GET /segments/accounts")).toBeVisible();
      await expect(dialog.getByLabel("Read segments")).not.toBeChecked();
    });
    await test.step("names the legacy permission as the only one that writes", async () => {
      const label = "Track events, create and update contacts (legacy)";
      const box = dialog.getByLabel(label, { exact: true });
      await expect(box).toHaveAccessibleDescription(/no other permission writes/);
    });
    await test.step("ticks all read permissions, or all permissions, with one button", async () => {
      await dialog.getByRole("button", { name: "Read only" }).click();
      await expect(boxes.and(page.locator(":checked"))).toHaveCount(7);
      await expect(dialog.getByLabel("Track events, create and update contacts")).not.toBeChecked();
      await expect(dialog.getByText("Can read everything and change nothing")).toBeVisible();
      await dialog.getByRole("button", { name: "Everything" }).click();
      await expect(boxes.and(page.locator(":checked"))).toHaveCount(8);
      await dialog.getByRole("button", { name: "Everything" }).click();
      await expect(boxes.and(page.locator(":checked"))).toHaveCount(0);
    });
    await test.step("requires a name", async () => {
      await create.click();
      await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
      await expect(dialog.getByLabel("Name")).toBeFocused();
    });
    await test.step("rejects a name that is taken in another case and keeps the ticked permissions", async () => {
      await dialog.getByLabel("Name").fill(name.toUpperCase());
      await dialog.getByLabel("Read events").check();
      await create.click();
      await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/This name is taken/);
      await expect(dialog.getByLabel("Name")).toBeFocused();
      await expect(dialog.getByLabel("Read events")).toBeChecked();
    });
  });

  test("adds the application to the list with the last four characters of its key", async ({ page }) => {
    await signIn(page, "admin");
    const { name, key } = await createApplication(page);
    const row = page.getByRole("row").filter({ hasText: name });
    await expect(row).toContainText(`jny_…${key.slice(-4)}`);
    // Once each: the values for narrow screens are not in the DOM.
    await expect(row.getByText("Enabled")).toBeVisible();
    await expect(row.getByText("Never used")).toBeVisible();
  });
});

test.describe("Editing an application", () => {
  test("renames the application", async ({ page }) => {
    const { name } = await openListWith(page);
    const renamed = inventName("Renamed");
    const dialog = await beginEditing(page, name);
    await dialog.getByLabel("Name").fill(renamed);
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(`${renamed} was saved.`)).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: renamed })).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
  });

  test("grants and revokes permissions from the next call on", async ({ page }) => {
    const { name, key } = await openListWith(page, { allow: ["Read segments"] });
    expect(await callStatus("/segments/users", key)).toBe(200);
    const dialog = await beginEditing(page, name);
    await dialog.getByLabel("Read segments").uncheck();
    await dialog.getByLabel("Read events").check();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    const question = page.getByRole("alertdialog", { name: "Remove a permission in use?" });
    await expect(question).toContainText("1 call in the last 24 hours would be rejected");
    await expect(question.getByRole("listitem")).toHaveText("GET /segments/users1 call");
    const confirm = question.getByRole("button", { name: "Remove and save" });
    await expect(confirm).toBeDisabled();
    await question.getByLabel(`Type ${name} to confirm`).fill(name);
    await confirm.click();
    await expect(question).toBeHidden();
    await expect(dialog).toBeHidden();
    expect(await callStatus("/segments/users", key)).toBe(401);
    expect(await callStatus("/events", key)).toBe(200);
  });

  test("rejects every call while Enable is off and answers again when it is on", async ({ page }) => {
    const { name, key } = await openListWith(page);
    await callStatus("/validate", key);
    const row = page.getByRole("row").filter({ hasText: name });
    const dialog = await beginEditing(page, name);
    await dialog.getByRole("switch", { name: "Enable" }).click();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    const question = page.getByRole("alertdialog", { name: "Disable an application in use?" });
    await expect(question).toContainText("1 call in the last 24 hours would be rejected");
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog.getByRole("switch", { name: "Enable" })).not.toBeChecked();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    const field = question.getByLabel(`Type ${name} to confirm`);
    await field.fill(name.slice(1));
    await field.press("Enter");
    await expect(question.getByRole("button", { name: "Disable and save" })).toBeDisabled();
    await field.fill(name);
    await field.press("Enter");
    await expect(question).toBeHidden();
    await expect(dialog).toBeHidden();
    expect(await callStatus("/validate", key)).toBe(403);
    await expect(row).toContainText("Disabled");
    // The key is still called, so the list does not show it as unused.
    await expect(row).toContainText("Rejected just now");

    await beginEditing(page, name);
    await expect(dialog).toContainText("Last call rejected just now");
    await dialog.getByRole("switch", { name: "Enable" }).click();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(dialog).toBeHidden();
    expect(await callStatus("/validate", key)).toBe(200);
    await expect(row).toContainText("Enabled");
  });

  test("asks before it discards changes", async ({ page }) => {
    const { name } = await openListWith(page);
    const dialog = await beginEditing(page, name);
    await dialog.getByLabel("Name").fill("Never to be saved");
    await pressEscape(page);
    const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(dialog.getByLabel("Name")).toHaveValue("Never to be saved");
    await pressEscape(page);
    await question.getByRole("button", { name: "Discard" }).click();
    await expect(question).toBeHidden();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: `Edit ${name}`, exact: true })).toBeFocused();
  });

  test("regenerates the key: the old one stops immediately, the new one works, and the input stays", async ({
    page,
  }) => {
    const { name, key } = await openListWith(page);
    const dialog = await beginEditing(page, name);
    await dialog.getByLabel("Read events").check();
    const fresh = await regenerate(page, name);
    expect(fresh).not.toBe(key);
    expect(await callStatus("/validate", key)).toBe(401);
    expect(await callStatus("/validate", fresh)).toBe(200);
    await copyAndClose(page, name);
    expect(await readClipboard(page)).toBe(fresh);

    await expect(dialog.getByText(`jny_…${fresh.slice(-4)}`)).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Regenerate" })).toBeFocused();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(dialog).toBeHidden();
    expect(await callStatus("/events", fresh)).toBe(200);
  });
});

test.describe("Deleting an application", () => {
  test("asks with the focus on Cancel, then stops the key immediately, and Undo brings it back", async ({
    page,
  }) => {
    const { name, key } = await openListWith(page);
    const question = await beginDeleting(page, name);
    await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
    await expect(question).toContainText("It was never used.");
    await page.keyboard.press("Enter");
    await expect(question).toBeHidden();
    expect(await callStatus("/validate", key)).toBe(200);

    await beginDeleting(page, name);
    await typeName(question, name);
    await question.getByRole("button", { name: "Delete application" }).click();
    await expect(question).toBeHidden();
    expect(await callStatus("/validate", key)).toBe(401);
    await expect(page.getByText(`${name} was deleted.`)).toBeVisible();
    const row = page.getByRole("row").filter({ hasText: name });
    await expect(row).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText(`${name} was restored. Its key works again.`)).toBeVisible();
    await expect(row).toBeVisible();
    expect(await callStatus("/validate", key)).toBe(200);
  });

  test("warns about recent calls even on an old page", async ({ page }) => {
    const { name, key } = await openListWith(page);
    await callApi("/validate", key);
    const question = await beginDeleting(page, name);
    await expect(question).toContainText(
      "1 call in the last 24 hours would be rejected, from 1 client at 1 IP address.",
    );
  });
});

test.describe("A member", () => {
  test("sees the list and the logs, and each disabled button gives its reason", async ({ page }) => {
    await signIn(page, "member");
    const names = ["Create application", "Edit Support desk", "Delete Support desk"];
    for (const name of names) {
      const button = page.getByRole("button", { name, exact: true });
      await expect(button).toBeDisabled();
      await waitForHydration(button);
      await button.focus();
      // The focus scrolls the page, which closes tooltips.
      await expect(button).toBeInViewport();
      await page.keyboard.press("Enter");
      await expect(button).toHaveAccessibleDescription("Only owners and admins can do this.");
      await expect(page.getByRole("tooltip").last()).toBeVisible();
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await page.getByRole("link", { name: "Logs of Customer dashboard" }).click();
    await expect(page.getByRole("heading", { name: "Logs of Customer dashboard" })).toBeVisible();
    await expect(page.getByRole("table").getByRole("row").nth(1)).toBeVisible();
  });
});
