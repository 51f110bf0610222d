import { expect } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { day, minute } from "@/lib/time";
import {
  beginCreating,
  beginEditing,
  callStatus,
  copyAndClose,
  insertApplication,
  readKey,
} from "@/tests/e2e/support/applications";
import { pressEscape } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("A key expires on a chosen date, and its old key works beside the new one until it is stopped", async ({
  page,
}) => {
  await openOwnWorkspace(page);
  const creation = await beginCreating(page);
  await creation.getByLabel("Name").fill("Billing");
  await creation.getByLabel("Expires").selectOption("On a date…");
  await creation.getByRole("button", { name: "Create application" }).click();
  await expect(creation.getByText("Choose a date.")).toBeVisible();
  const lastDay = new Date(Date.now() + 100 * day).toISOString().slice(0, 10);
  await creation.getByLabel("Last day").fill(lastDay);
  await creation.getByRole("button", { name: "Create application" }).click();
  const oldKey = await readKey(page, "Billing");
  await copyAndClose(page, "Billing");
  expect(await callStatus("/validate", oldKey)).toBe(200);

  const edit = await beginEditing(page, "Billing");
  await expect(edit).toContainText("expires in 3 months");
  await edit.getByRole("button", { name: "Regenerate" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByLabel("The old key stops").selectOption("In 24 hours");
  await expect(question).toContainText("Both keys work for 24 hours.");
  await question.getByRole("button", { name: "Regenerate key" }).click();
  const newKey = await readKey(page, "Billing");
  await copyAndClose(page, "Billing");
  expect([await callStatus("/validate", oldKey), await callStatus("/validate", newKey)]).toEqual([200, 200]);

  const old = edit.getByRole("region", { name: "Old key" });
  await expect(old).toContainText("2 calls in the last hour");
  await old.getByRole("button", { name: "Stop…" }).click();
  await page.getByRole("menuitem", { name: "Now" }).click();
  await expect(question).toContainText("2 calls in the last hour");
  await question.getByRole("button", { name: "Stop old key" }).click();
  await expect(question).toBeHidden();
  expect([await callStatus("/validate", oldKey), await callStatus("/validate", newKey)]).toEqual([401, 200]);
  await expect(old).toHaveCount(0);
});

test("An owner limits the lifetime of keys: longer keys are listed, and new ones expire in time", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, null);
  const { id, key } = await insertApplication({ member: owner, name: "Importer" });
  await openSettings(page, owner.slug, "general");
  const limit = page.getByRole("region", { name: "API keys" });
  await limit.getByLabel("Maximum lifetime").selectOption("90 days");
  await limit.getByRole("button", { name: "Save" }).click();
  await expect(limit).toContainText("1 existing key works for longer");
  await limit.getByRole("link", { name: "Importer" }).click();
  await expect(page.getByRole("heading", { name: /^Importer/ })).toBeVisible();

  await prisma.apiKey.updateMany({
    where: { workspaceId: owner.workspaceId, applicationId: id },
    data: { expiresAt: new Date(Date.now() - minute) },
  });
  await openSettings(page, owner.slug, "api-access");
  await expect(page.getByRole("row").filter({ hasText: "Importer" })).toContainText("Expired");
  expect(await callStatus("/validate", key)).toBe(401);
  const edit = await beginEditing(page, "Importer");
  await edit.getByLabel("Expires").selectOption("In 90 days");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "Importer" })).toContainText("Enabled");
  expect(await callStatus("/validate", key)).toBe(200);
  const creation = await beginCreating(page);
  await expect(creation.getByLabel("Expires")).toHaveValue("90");
  await pressEscape(page);
});
