import { expect, type Page } from "@playwright/test";
import { callApi } from "@/tests/e2e/support/applications";
import { chooseOption, insertEvents, insertUsers } from "@/tests/e2e/support/computation-screens";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { createApplicationIn } from "@/tests/support/factories/application";

test("The sum of a metadata field of filtered events is a property of the API", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const { key } = await createApplicationIn(member);
  await insertUsers(member.workspaceId, { "1": { plan: "pro" } });
  await insertEvents(member.workspaceId, "1", "order placed", [
    { amount: 20, currency: "EUR" },
    { amount: 5, currency: "EUR" },
    { amount: 7, currency: "USD" },
  ]);
  await openSettings(page, member.slug, "properties/computed/new");
  await beginNaming(page, "Revenue in euros");
  await page.getByLabel("Function").selectOption("Sum of a metadata field");
  await chooseOption(page, page.getByRole("combobox", { name: "Metadata field" }), "amount");
  await chooseOption(page, page.getByRole("combobox", { name: "Event" }), "order placed");
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("combobox", { name: "Metadata name" }).click();
  const names = page.getByRole("listbox", { name: "Options" }).getByRole("option");
  await expect(names).toHaveText(["amount", "currency"]);
  await names.filter({ hasText: "currency" }).click();
  await page.getByLabel("Value", { exact: true }).focus();
  await expect(page.locator("datalist option")).toHaveAttribute("value", "EUR");
  await page.getByLabel("Value", { exact: true }).fill("EUR");
  await page.getByRole("button", { name: "Create property" }).click();
  await expect(page.getByText("Revenue in euros was saved.")).toBeVisible();
  await expect
    .poll(async () => (await (await callApi("/users/1", key)).json()).data.properties.revenue_in_euros)
    .toBe(25);
});

test("The list says the formula, and a saved formula opens as it was", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  await insertUsers(member.workspaceId, { "1": { renews_at: "2026-01-15" } });
  await openSettings(page, member.slug, "properties/computed/new");
  await beginNaming(page, "Days to renewal");
  await page.getByLabel("Function").selectOption("Days since a date");
  await page.getByRole("button", { name: "Create property" }).click();
  await expect(page.getByRole("combobox", { name: "Date" })).toHaveAttribute("aria-invalid", "true");
  await chooseOption(page, page.getByRole("combobox", { name: "Date" }), "Renews at");
  await page.getByRole("button", { name: "Create property" }).click();
  const list = page.getByRole("table", { name: "Computed properties" });
  const row = list.getByRole("row").filter({ hasText: "Days to renewal" });
  await expect(row).toContainText("Days since Renews at");
  await row.getByRole("link", { name: "Days to renewal", exact: true }).click();
  await expect(page.getByLabel("Function")).toHaveValue("daysSince");
  await expect(page.getByRole("combobox", { name: "Date" })).toHaveText("Renews at");
});

async function beginNaming(page: Page, name: string): Promise<void> {
  const field = page.getByLabel("Name", { exact: true });
  await waitForHydration(field);
  await field.fill(name);
}
