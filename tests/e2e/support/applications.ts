import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { createApplication as insert } from "@/lib/applications/mutations";
import { permissionIds, permissions } from "@/lib/auth/permissions";
import { clickHydrated } from "./hydration";
import { findDemoMember, type Member, openOwnWorkspace, openSettings } from "./people";

export type CreatedApplication = { name: string; key: string };
export type InsertedApplication = CreatedApplication & { id: string };

/** Returns a unique name. */
export function inventName(what = "Robot"): string {
  return `${what} ${randomUUID().slice(0, 8)}`;
}

/**
 * Inserts an application into the database, for flows that do not test its creation. Default: in the demo workspace.
 * `allow` are labels of checkboxes.
 */
export async function insertApplication({
  name = inventName(),
  allow = [],
  member,
}: {
  name?: string;
  allow?: string[];
  member?: Member;
} = {}): Promise<InsertedApplication> {
  const { workspaceId, personId } = member ?? (await findDemoMember("admin"));
  const allowed = permissionIds.filter((id) => allow.includes(permissions[id].label));
  const { applicationId: id, key } = await insert(workspaceId, personId, { name, permissions: allowed });
  return { id, name, key };
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

/** Opens the confirmation of a deletion. */
export async function beginDeleting(page: Page, name: string): Promise<Locator> {
  return openDialog(
    page,
    page.getByRole("button", { name: `Delete ${name}`, exact: true }),
    `Delete ${name}?`,
  );
}

/** Types the name if a question about an application asks for it: there were calls in the last 24 hours. */
export async function typeName(question: Locator, name: string): Promise<void> {
  const field = question.getByLabel(`Type ${name} to confirm`);
  await expect(question).toBeVisible();
  await expect(question.getByText("Counting the calls")).toHaveCount(0);
  if (await field.isVisible()) await field.fill(name);
}

/** Regenerates the key in the edit dialog. The dialog with the new key stays open. */
export async function regenerate(page: Page, name: string): Promise<string> {
  await page.getByRole("dialog").getByRole("button", { name: "Regenerate" }).click();
  const question = page.getByRole("alertdialog", { name: `Regenerate the key of ${name}?` });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await typeName(question, name);
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

export function callApi(path: string, key: string): Promise<Response> {
  return fetch(`${process.env.BASE_URL}/api${path}`, { headers: { "x-api-key": key } });
}

export async function callStatus(path: string, key: string): Promise<number> {
  return (await callApi(path, key)).status;
}

export function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Opens a dialog by its button, once React listens to it. */
export async function openDialog(page: Page, button: Locator, title: string): Promise<Locator> {
  const dialog = page.getByRole(/\?$/.test(title) ? "alertdialog" : "dialog", { name: title, exact: true });
  await clickHydrated(button);
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Opens the list of a new workspace as its owner, with one application. The demo's list costs twice the time. */
export async function openListWith(page: Page, options: { allow?: string[] } = {}) {
  const member = await openOwnWorkspace(page, null);
  const application = await insertApplication({ ...options, member });
  await openSettings(page, member.slug, "api-access");
  return { ...application, member };
}
