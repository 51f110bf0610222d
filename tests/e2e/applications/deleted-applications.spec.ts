import { expect } from "@playwright/test";
import { deleteApplication } from "@/lib/applications/mutations";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { callStatus, insertApplication, inventName } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("A deleted application is restored under another name after its own was taken", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const { id, name, key } = await insertApplication({ member });
  await deleteApplication(member.workspaceId, member.personId, id);
  await insertApplication({ member, name });
  expect(await callStatus("/validate", key)).toBe(401);
  await openSettings(page, member.slug, "api-access");
  await clickHydrated(page.getByRole("link", { name: "Recently deleted 1" }));
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("1 call rejected since");
  await expectAccessible(page);

  await clickHydrated(row.getByRole("button", { name: `Restore ${name}` }));
  const dialog = page.getByRole("dialog", { name: `Restore ${name}` });
  const field = dialog.getByLabel("Name");
  await expect(field).toHaveAccessibleDescription("This name is taken. Choose another.");
  await expectAccessible(page);
  const restored = inventName("Restored");
  await field.fill(restored);
  await field.press("Enter");
  await expect(page.getByText(`${restored} was restored. Its key works again.`)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing was deleted in the last 30 days" })).toBeVisible();
  expect(await callStatus("/validate", key)).toBe(200);
});
