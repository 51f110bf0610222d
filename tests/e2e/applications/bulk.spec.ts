import { expect } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { callStatus, insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("Selected applications are disabled and deleted together, and Undo restores them", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const keys: string[] = [];
  for (const name of ["A", "B", "C", "D"]) keys.push((await insertApplication({ member, name })).key);
  const statuses = () => Promise.all(keys.map((key) => callStatus("/validate", key)));
  await openSettings(page, member.slug, "api-access?sort=name&direction=ascending");
  const box = (name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
  await waitForHydration(box("B"));
  await box("B").focus();
  await page.keyboard.press("Space");
  await box("D").click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selected applications" });
  await expect(bar).toContainText("3 selected");
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("3 applications were disabled.")).toBeVisible();
  await expect(bar).toHaveCount(0);
  expect(await statuses()).toEqual([200, 403, 403, 403]);

  await clickHydrated(page.getByRole("checkbox", { name: "Select all applications of this page" }));
  await expect(bar).toContainText("4 selected");
  await bar.getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("alertdialog", { name: "Delete 4 applications?" });
  await expect(question).toContainText("1 call in the last 24 hours would be rejected");
  await question.getByLabel("Type 4 applications to confirm").fill("4 applications");
  await question.getByRole("button", { name: "Delete applications" }).click();
  await expect(page.getByText("4 applications were deleted.")).toBeVisible();
  expect(await statuses()).toEqual([401, 401, 401, 401]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("4 applications were restored.")).toBeVisible();
  expect(await statuses()).toEqual([200, 403, 403, 403]);
});
