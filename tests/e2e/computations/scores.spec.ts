import { expect } from "@playwright/test";
import { callApi } from "@/tests/e2e/support/applications";
import { addPropertyCondition, findBuilder, insertUsers } from "@/tests/e2e/support/computation-screens";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { createApplicationIn } from "@/tests/support/factories/application";

test("A score adds up the weights of its rules, and the API returns it", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const { key } = await createApplicationIn(member);
  await insertUsers(member.workspaceId, {
    "1": { plan: "pro", seats: 20 },
    "2": { plan: "free", seats: 20 },
    "3": { plan: "free", seats: 2 },
  });
  await openSettings(page, member.slug, "scores");
  await clickHydrated(page.getByRole("link", { name: "Create your first score" }));
  await waitForHydration(page.getByLabel("Name", { exact: true }).first());
  await page.getByLabel("Name", { exact: true }).first().fill("Customer fit");
  await fillRule(0, "Pays", "30");
  await addPropertyCondition(page, findBuilder(page, "Conditions of Pays"), {
    property: "Plan",
    value: "pro",
  });
  await page.getByRole("button", { name: "Add rule" }).click();
  await fillRule(1, "Large team", "10");
  await addPropertyCondition(page, findBuilder(page, "Conditions of Large team"), {
    property: "Seats",
    operator: "≥",
    value: "10",
  });
  await expect(page.getByText("75% of the score")).toBeVisible();
  await expect(page.getByText("25% of the score")).toBeVisible();
  await page.getByRole("button", { name: "Create score" }).click();
  const row = page.getByRole("row").filter({ hasText: "Customer fit" });
  await expect(row).toContainText("customer_fit");
  await expect(row).toContainText("2 rules");
  for (const [userId, score] of [
    ["1", 100],
    ["2", 25],
    ["3", 0],
  ] as const) {
    await expect.poll(async () => (await readProperties(userId)).customer_fit).toBe(score);
  }
  await page.reload();
  await expect(row).toContainText("1 good · 0 normal · 2 bad");

  async function fillRule(index: number, name: string, weight: string) {
    const rule = page.getByRole("group", { name: `Rule ${index + 1}`, exact: true });
    await rule.getByLabel("Weight").fill(weight);
    await rule.getByLabel("Name", { exact: true }).fill(name);
  }

  async function readProperties(userId: string): Promise<Record<string, unknown>> {
    return (await (await callApi(`/users/${userId}`, key)).json()).data.properties;
  }
});

test("Each field of a score without a value says so, and the first gets the focus", async ({ page }) => {
  await openOwnWorkspace(page, "scores/new");
  const name = page.getByLabel("Name", { exact: true }).first();
  await waitForHydration(name);
  await page.getByLabel("Weight").fill("");
  await page.getByRole("button", { name: "Create score" }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Enter a name\./);
  await expect(page.getByLabel("Weight")).toHaveAccessibleDescription(/Enter a whole number\./);
  await expect(findBuilder(page, "Conditions of Rule 1")).toContainText("Add a condition.");
  await expect(page.getByText("Correct the highlighted fields.")).toBeVisible();
  await page.getByLabel("Weight").fill("5");
  await expect(page.getByLabel("Weight")).toHaveAccessibleDescription("100% of the score");
  await page.getByLabel("Good from").fill("20");
  await expect(page.getByLabel("Bad below")).toHaveAccessibleDescription(/at most the lower end of good/);
});

test("Removing a rule moves the focus to its neighbour, and the last rule stays", async ({ page }) => {
  await openOwnWorkspace(page, "scores/new");
  await clickHydrated(page.getByRole("button", { name: "Add rule" }));
  const names = page.getByRole("group", { name: /^Rule/ }).getByLabel("Name", { exact: true });
  await expect(names.nth(1)).toBeFocused();
  await page.getByRole("button", { name: "Remove Rule 2" }).click();
  await expect(names).toHaveCount(1);
  await expect(names.first()).toBeFocused();
  await expect(page.getByRole("button", { name: "Remove Rule 1" })).toHaveAttribute("aria-disabled", "true");
});
