import { expect } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { day } from "@/lib/time";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("A key that expires soon is named above the list until it is extended", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const { id, name } = await insertApplication({ member });
  await prisma.apiKey.updateMany({
    where: { applicationId: id },
    data: { createdAt: new Date(Date.now() - 60 * day), expiresAt: new Date(Date.now() + 5.5 * day) },
  });
  await openSettings(page, member.slug, "api-access");
  const notice = page.getByRole("listitem").filter({ hasText: `${name} expires in 5 days` });
  await expect(notice).toBeVisible();
  await expectAccessible(page);
  await clickHydrated(notice.getByRole("button", { name: `Extend or regenerate ${name}` }));
  const dialog = page.getByRole("dialog", { name: `Edit ${name}` });
  await dialog.getByLabel("Expires").selectOption("In 90 days");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toBeHidden();
  await expect(notice).toHaveCount(0);
});
