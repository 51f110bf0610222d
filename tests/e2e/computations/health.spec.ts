import { expect } from "@playwright/test";
import {
  addPropertyCondition,
  findBuilder,
  hasText,
  insertComputation,
  insertUsers,
} from "@/tests/e2e/support/computation-screens";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("A default profile decides good first, then bad, and the stages show how many have each", async ({
  page,
}) => {
  const member = await openOwnWorkspace(page, null);
  await insertUsers(member.workspaceId, {
    "1": { usage: "high", invoice: "overdue" },
    "2": { usage: "low", invoice: "overdue" },
    "3": { usage: "low", invoice: "paid" },
  });
  await insertComputation(member, "Everyone", { type: "stage", condition: null, healthProfileId: null });
  await openSettings(page, member.slug, "health");
  await clickHydrated(page.getByRole("link", { name: "Create your first health profile" }));
  await waitForHydration(page.getByLabel("Name", { exact: true }));
  await page.getByLabel("Name", { exact: true }).fill("Usage and invoices");
  await expect(page.getByLabel("Default profile")).toBeChecked();
  await addPropertyCondition(page, findBuilder(page, "Good"), { property: "Usage", value: "high" });
  await addPropertyCondition(page, findBuilder(page, "Bad"), { property: "Invoice", value: "overdue" });
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("1 good · 1 normal · 1 bad");
  await page.getByRole("button", { name: "Create profile" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Usage and invoices" })).toContainText("Default");

  await expect(async () => {
    await openSettings(page, member.slug, "stages");
    await expect(page.getByRole("row").filter({ hasText: "Everyone" })).toContainText(
      "1 good · 1 normal · 1 bad",
      { timeout: 1_000 },
    );
  }).toPass();
});

test("A profile names the stages with it, and a stage chooses it", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const body = { good: hasText("usage", "high"), bad: hasText("usage", "none"), isDefault: false };
  await insertComputation(member, "For customers", { type: "healthProfile", ...body });
  const { id } = await insertComputation(member, "Customer", {
    type: "stage",
    condition: hasText("plan", "pro"),
    healthProfileId: null,
  });
  await openSettings(page, member.slug, `stages/${id}`);
  await waitForHydration(page.getByLabel("Name", { exact: true }));
  await page.getByLabel("Health profile").selectOption("For customers");
  await page.getByRole("button", { name: "Save stage" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Customer" })).toContainText("For customers");

  await openSettings(page, member.slug, "health");
  const row = page.getByRole("row").filter({ hasText: "For customers" });
  await expect(row.getByRole("link", { name: "Customer", exact: true })).toHaveAttribute(
    "href",
    new RegExp(id),
  );
  await row.getByRole("link", { name: "For customers", exact: true }).click();
  await expect(page.getByRole("heading", { name: "For customers", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Customer", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Customer", level: 1 })).toBeVisible();
});
