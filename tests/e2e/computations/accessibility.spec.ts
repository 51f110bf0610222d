import { expect } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import {
  addCondition,
  hasText,
  insertComputation,
  insertUsers,
} from "@/tests/e2e/support/computation-screens";
import { clickHydrated, pressEscape } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { all, defineSegment, propertyIs } from "@/tests/support/factories/computations";

test.use({ colorScheme: "light" });

test.describe("In light and dark colours, axe finds no violation", () => {
  test("in the contacts, a contact, the properties and the events", async ({ page }) => {
    const { slug } = await openOwnWorkspace(page, null);
    await page.goto(`/${slug}/contacts`);
    await expect(page.getByRole("heading", { name: "No users yet" })).toBeVisible();
    await expectAccessible(page);
    await signIn(page, "admin", "properties?kind=account");
    await expect(page.getByRole("heading", { name: "All properties" })).toBeVisible();
    await expectAccessible(page);
    await clickHydrated(page.getByRole("button", { name: "Edit Plan" }));
    await page.getByRole("dialog").getByLabel("Group").click();
    await expect(page.getByRole("listbox")).toBeVisible();
    await expectAccessible(page);
    await openSettings(page, "demo", "events");
    await expect(page.getByRole("table")).toBeVisible();
    await expectAccessible(page);
    await page.goto("/demo/contacts");
    await clickHydrated(page.getByRole("button", { name: "Conditions" }));
    await expect(page.getByRole("region", { name: "Preview" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Columns" }).click();
    await expect(page.getByRole("group", { name: "Columns" })).toBeVisible();
    await expectAccessible(page);
    await pressEscape(page);
    await page.getByRole("button", { name: "Conditions" }).click();
    await page.getByRole("table").getByRole("link").first().click();
    await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
    await expectAccessible(page);
  });

  test("in the segments: none, the editor with each condition, the list, members and changes", async ({
    page,
  }) => {
    const owner = await openOwnWorkspace(page, "segments");
    await expect(page.getByRole("heading", { name: "No segments yet" })).toBeVisible();
    await expectAccessible(page);
    await insertUsers(owner.workspaceId, { kim: { plan: "pro" } });
    await clickHydrated(page.getByRole("link", { name: "Create your first segment" }));
    await expect(page.getByRole("heading", { name: "Create segment", level: 1 })).toBeVisible();
    await addCondition(page, "Property");
    await addCondition(page, "Event");
    const event = page.getByRole("group", { name: /^Condition 2 of/ }).first();
    await event.getByRole("button", { name: "Add filter" }).click();
    await page.getByRole("button", { name: "Add condition" }).last().click();
    await page.getByRole("menuitem", { name: "Group of conditions" }).click();
    await page.getByRole("button", { name: "Create segment" }).click();
    await expect(page.getByText("Choose an event.")).toBeVisible();
    await expectAccessible(page);
    await clickHydrated(event.getByRole("combobox", { name: "Event" }));
    await expect(page.getByRole("listbox")).toBeVisible();
    await expectAccessible(page);

    const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
    await openSettings(page, owner.slug, `segments/${id}`);
    await expect(page.getByRole("region", { name: "Preview" })).toContainText("kim");
    await expectAccessible(page);
    await openSettings(page, owner.slug, `segments/${id}/members?show=changes`);
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("row").filter({ hasText: "kim" })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Members", exact: true }).last().click();
    await expect(page.getByRole("table", { name: "Members" })).toBeVisible();
    await expectAccessible(page);
    await openSettings(page, owner.slug, "segments");
    await expect(page.getByRole("row").filter({ hasText: "Paying" })).toBeVisible();
    await expectAccessible(page);
  });

  test("in the stages, health, scores and computed properties: none, one, an editor and its errors", async ({
    page,
  }) => {
    const member = await openOwnWorkspace(page, "stages");
    await insertUsers(member.workspaceId, { "1": { plan: "pro" } });
    for (const [path, heading] of [
      ["stages", "No stages yet"],
      ["health", "No health profiles yet"],
      ["scores", "No scores yet"],
    ] as const) {
      await openSettings(page, member.slug, path);
      await expect(page.getByRole("heading", { name: heading })).toBeVisible();
      await expectAccessible(page);
    }
    const condition = hasText("plan", "pro");
    const profile = { good: condition, bad: hasText("plan", "free"), isDefault: true };
    await insertComputation(member, "Usual", { type: "healthProfile", ...profile });
    await insertComputation(member, "Lead", { type: "stage", condition: null, healthProfileId: null });
    await insertComputation(member, "Customer", { type: "stage", condition, healthProfileId: null });
    const rules = [{ name: "Pays", weight: 10, condition, skipUnknown: false }];
    await insertComputation(member, "Fit", { type: "score", rules, good: 70, bad: 30 });
    for (const path of ["stages", "health", "scores"]) {
      await openSettings(page, member.slug, path);
      const name = page.getByRole("table").getByRole("link").first();
      await expect(name).toBeVisible();
      await expectAccessible(page);
      await name.click();
      const preview = page.getByRole("region", { name: "Preview" });
      await expect(preview).toHaveAttribute("aria-busy", "false");
      await expect(preview).toContainText("of 1 users");
      await expectAccessible(page);
    }
    await openSettings(page, member.slug, "properties/computed/new");
    await clickHydrated(page.getByRole("button", { name: "Create property" }));
    await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await openSettings(page, member.slug, "stages");
    await clickHydrated(page.getByRole("button", { name: "Delete Customer" }));
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectAccessible(page);
  });
});
