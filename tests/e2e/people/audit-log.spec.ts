import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import {
  beginDeleting,
  beginEditing,
  copyAndClose,
  createApplication,
  inventName,
  regenerate,
} from "@/tests/e2e/support/applications";
import { pressEscape } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("The audit log records every change of an application and its key, also after its deletion", async ({
  page,
}) => {
  const { slug, personName } = await openOwnWorkspace(page);
  const name = inventName("Billing");
  await createApplication(page, { name, allow: ["Read segments"] });
  const renamed = `${name} sync`;
  const edit = await beginEditing(page, name);
  await edit.getByLabel("Name").fill(renamed);
  await edit.getByLabel("Read segments").uncheck();
  await edit.getByLabel("Read events").check();
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit).toBeHidden();
  await beginEditing(page, renamed);
  await regenerate(page, renamed);
  await copyAndClose(page, renamed);
  await pressEscape(page);
  const question = await beginDeleting(page, renamed);
  await question.getByRole("button", { name: "Delete application" }).click();
  await expect(question).toBeHidden();

  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();
  const entries = [
    `deleted the application ${renamed}`,
    `regenerated the key of ${renamed}`,
    `changed the permissions of ${renamed}.*added “Read events”, removed “Read segments”.*Before: “Read segments”.*after: “Read events”`,
    `renamed the application ${name}.*to ${renamed}.*Before: ${name}.*after: ${renamed}`,
    `created the application ${name}.*allowed to “Read segments”`,
  ];
  const rows = entries.map((words) => new RegExp(`${words}.*${personName}`));
  await expect(entriesOf(page)).toHaveText(rows);

  const topics = page.getByRole("navigation", { name: "Topics" });
  await topics.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { name: "Nothing recorded yet" })).toBeVisible();
  await topics.getByRole("link", { name: "Applications" }).click();
  await expect(entriesOf(page)).toHaveCount(entries.length);

  const filters = page.getByRole("search", { name: "Filters" });
  await filters.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("combobox", { name: "Search" }).fill("renamed");
  await page.keyboard.press("Enter");
  await expect(entriesOf(page)).toHaveCount(1);
  const change = entriesOf(page).first();
  await expect(change.getByText(renamed, { exact: true })).toBeHidden();
  await change.getByText("Before and after").click();
  await expect(change.getByText(renamed, { exact: true })).toBeVisible();
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("button", { name: "Export" })
      .click()
      .then(() => page.getByRole("menuitem", { name: /CSV/ }).click()),
  ]);
  const file = await readFile(await download.path(), "utf8");
  expect(file.trim().split("\r\n")).toHaveLength(2);
  expect(file).toContain(`application.rename,${name}`);
  await filters.getByRole("button", { name: "Clear filters" }).click();
  await expect(entriesOf(page)).toHaveCount(entries.length);
  await entriesOf(page).first().getByRole("link", { name: renamed }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}/settings/api-access/\\w{26}/logs`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText(renamed);
});

function entriesOf(page: Page) {
  return page
    .getByRole("table")
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
}
