import { type Browser, expect, type Page } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import {
  beginDeleting,
  beginEditing,
  callStatus,
  keyDialog,
  openListWith,
  regenerate,
  typeName,
} from "@/tests/e2e/support/applications";
import { newPage, type OwnWorkspace, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { beginEditing as beginEditingWebsite, openWebsitesWith } from "@/tests/e2e/support/website-screens";
import { createStranger } from "@/tests/support/factories/people";

test("An edit of a changed application is rejected, overwrites nothing and can load the latest version", async ({
  page,
  browser,
}) => {
  const { name, key, member } = await openListWith(page, { allow: ["Read events"] });
  const other = await openAsAdmin(browser, member);
  const mine = await beginEditing(page, name);
  const theirs = await beginEditing(other, name);

  await theirs.getByLabel("Read segments").check();
  await theirs.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs).toBeHidden();

  await mine.getByLabel("Read events", { exact: true }).uncheck();
  await mine.getByRole("button", { name: "Save changes" }).click();
  await expect(mine.getByRole("alert")).toContainText("Another person saved this application first");
  await expect(mine.getByLabel("Read events", { exact: true })).not.toBeChecked();
  expect(await callStatus("/events", key)).toBe(200);
  expect(await callStatus("/segments/users", key)).toBe(200);

  await mine.getByRole("button", { name: "Load their version" }).click();
  await expect(mine.getByLabel("Read segments")).toBeChecked();
  await expect(mine.getByLabel("Read events", { exact: true })).toBeChecked();
  await mine.getByLabel("Read events", { exact: true }).uncheck();
  await mine.getByRole("button", { name: "Save changes" }).click();
  await typeName(page.getByRole("alertdialog"), name);
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove and save" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(mine).toBeHidden();
  expect(await callStatus("/events", key)).toBe(401);
  expect(await callStatus("/segments/users", key)).toBe(200);
  await other.context().close();
});

test("The second of two regenerations is rejected and the first key keeps working", async ({
  page,
  browser,
}) => {
  const { name, key, member } = await openListWith(page);
  const other = await openAsAdmin(browser, member);
  const mine = await beginEditing(page, name);
  await beginEditing(other, name);
  await mine.getByRole("button", { name: "Regenerate" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toBeVisible();
  const theirs = await regenerate(other, name);
  // The list has the new key now. The question is still about the old one.
  await page.waitForResponse((response) => response.url().includes("/api/logs/activity"));

  await question.getByRole("button", { name: "Regenerate key" }).click();
  await expect(question.getByRole("alert")).toContainText("This key was already replaced or deleted");
  await expect(keyDialog(page, name)).toHaveCount(0);
  expect(await callStatus("/validate", theirs)).toBe(200);
  expect(await callStatus("/validate", key)).toBe(401);
  await other.context().close();
});

test("An edit of a deleted application is rejected", async ({ page, browser }) => {
  const { name, member } = await openListWith(page);
  const other = await openAsAdmin(browser, member);
  const mine = await beginEditing(page, name);
  await beginDeleting(other, name);
  await other.getByRole("button", { name: "Delete application" }).click();
  await expect(other.getByText(`${name} was deleted.`)).toBeVisible();

  await mine.getByLabel("Read events", { exact: true }).check();
  await mine.getByRole("button", { name: "Save changes" }).click();
  await expect(mine.getByRole("alert")).toBeVisible();
  await mine.getByText("Close", { exact: true }).click();
  await expect(mine).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
  await other.context().close();
});

test("An edit of a changed website is rejected, overwrites nothing and can load the latest version", async ({
  page,
  browser,
}) => {
  const { domain, member } = await openWebsitesWith(page);
  const other = await openAsAdmin(browser, member, "websites");
  const mine = await beginEditingWebsite(page, domain);
  const theirs = await beginEditingWebsite(other, domain);

  await theirs.getByLabel("Allow any domain").check();
  await theirs.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs).toBeHidden();

  const respects = mine.getByLabel("Respect Do Not Track and Global Privacy Control");
  await respects.uncheck();
  await mine.getByRole("button", { name: "Save changes" }).click();
  await expect(mine.getByRole("alert")).toContainText("Another member changed this website");
  await expect(respects).not.toBeChecked();

  await mine.getByRole("button", { name: "Load their version" }).click();
  await expect(mine.getByLabel("Allow any domain")).toBeChecked();
  await expect(respects).toBeChecked();
  await respects.uncheck();
  await mine.getByRole("button", { name: "Save changes" }).click();
  await expect(mine).toBeHidden();
  await beginEditingWebsite(page, domain);
  await expect(mine.getByLabel("Allow any domain")).toBeChecked();
  await expect(respects).not.toBeChecked();
  await other.context().close();
});

/** Adds an admin to the workspace and opens a list as this admin. */
async function openAsAdmin(
  browser: Browser,
  { workspaceId, slug }: Pick<OwnWorkspace, "workspaceId" | "slug">,
  screen: "api-access" | "websites" = "api-access",
): Promise<Page> {
  const personId = await createStranger();
  await prisma.membership.create({ data: { workspaceId, personId, role: "admin" } });
  const page = await newPage(browser);
  await setSession(page, personId);
  await openSettings(page, slug, screen);
  return page;
}
