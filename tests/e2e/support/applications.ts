import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";

export type CreatedApplication = { name: string; key: string };

/** A name that no other test has. */
export function inventName(what = "Robot"): string {
  return `${what} ${randomUUID().slice(0, 8)}`;
}

/** Creates an application on the list that is open, and copies its key. `allow` are labels of checkboxes. */
export async function createApplication(
  page: Page,
  { name = inventName(), allow = [] }: { name?: string; allow?: string[] } = {},
): Promise<CreatedApplication> {
  const dialog = await beginCreating(page);
  await dialog.getByLabel("Name").fill(name);
  for (const label of allow) await dialog.getByLabel(label).check();
  await dialog.getByRole("button", { name: "Create application" }).click();
  const key = await readKey(page, name);
  await copyAndClose(page, name);
  return { name, key };
}

export function beginCreating(page: Page): Promise<Locator> {
  return openDialog(
    page,
    page.getByRole("button", { name: "Create application", exact: true }),
    "Create application",
  );
}

export async function beginEditing(page: Page, name: string): Promise<Locator> {
  return openDialog(page, page.getByRole("button", { name: `Edit ${name}`, exact: true }), `Edit ${name}`);
}

/** Opens the question whether to delete. */
export async function beginDeleting(page: Page, name: string): Promise<Locator> {
  return openDialog(
    page,
    page.getByRole("button", { name: `Delete ${name}`, exact: true }),
    `Delete ${name}?`,
  );
}

/** Regenerates the key in the dialog that edits the application; leaves the one that shows the new key open. */
export async function regenerate(page: Page, name: string): Promise<string> {
  await page.getByRole("dialog").getByRole("button", { name: "Regenerate" }).click();
  const question = page.getByRole("alertdialog", { name: `Regenerate the key of ${name}?` });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Regenerate key" }).click();
  return readKey(page, name);
}

export function keyDialog(page: Page, name: string): Locator {
  return page.getByRole("dialog", { name: `API key of ${name}` });
}

export async function readKey(page: Page, name: string): Promise<string> {
  const box = keyDialog(page, name).getByRole("region", { name: "API key" });
  await expect(box).toHaveText(/^jny_[0-9A-Za-z]{38}$/);
  return (await box.textContent()) ?? "";
}

export async function copyAndClose(page: Page, name: string): Promise<void> {
  await keyDialog(page, name).getByRole("button", { name: "Copy and close" }).click();
  await expect(keyDialog(page, name)).toBeHidden();
}

/** Calls the API as a program would. */
export function callApi(path: string, key: string): Promise<Response> {
  return fetch(`${process.env.BASE_URL}/api${path}`, { headers: { "x-api-key": key } });
}

export async function callStatus(path: string, key: string): Promise<number> {
  return (await callApi(path, key)).status;
}

export function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Presses until there is a dialog: a page that has just come does not listen yet. */
export async function openDialog(page: Page, button: Locator, title: string): Promise<Locator> {
  const dialog = page.getByRole(/\?$/.test(title) ? "alertdialog" : "dialog", { name: title, exact: true });
  await expect(async () => {
    if (!(await dialog.isVisible())) await button.click({ timeout: 1000 });
    await expect(dialog).toBeVisible({ timeout: 1000 });
  }).toPass();
  return dialog;
}
