import { expect } from "@playwright/test";
import { beginEditing, callStatus, insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated, pressEscape } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("A removed permission warns until it is enforced, and a found key is identified and stopped", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, null);
  const { key } = await insertApplication({ member: owner, name: "Importer", allow: ["Read events"] });
  await openSettings(page, owner.slug, "api-access");
  const edit = await beginEditing(page, "Importer");
  await edit.getByLabel("Read events").uncheck();
  await edit.getByLabel("Warn only for 7 days: Read events").check();
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit).toBeHidden();
  expect(await callStatus("/events", key)).toBe(200);
  await beginEditing(page, "Importer");
  await expect(edit).toContainText(", 1 call since. Calls pass");
  await edit.getByRole("button", { name: /^Enforce now.*Read events/ }).click();
  await expect(page.getByText("Read events is enforced now.")).toBeVisible();
  expect(await callStatus("/events", key)).toBe(401);
  await pressEscape(page);
  await expect(edit).toBeHidden();

  await clickHydrated(page.getByRole("button", { name: "Which key is this?" }));
  const dialog = page.getByRole("dialog", { name: "Which key is this?" });
  const field = dialog.getByLabel("API key");
  const lookUp = dialog.getByRole("button", { name: "Look it up" });
  await field.fill(key.slice(0, -1));
  await lookUp.click();
  await expect(dialog).toContainText("This is no complete key.");
  await field.fill(`key = "${key}"`);
  await lookUp.click();
  const found = dialog.getByRole("region", { name: "Found key" });
  await expect(found).toContainText("Works");
  await expect(field).toHaveValue(`jny_…${key.slice(-4)}`);
  await found.getByRole("button", { name: "Disable application" }).click();
  await expect(found).toContainText("Disabled");
  expect(await callStatus("/events", key)).toBe(403);
});
