import { expect } from "@playwright/test";
import { expectHint } from "@/tests/e2e/support/hints";
import { reloadAfterSave } from "@/tests/e2e/support/history";
import { openOwnWorkspace, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("The time zone is found by typing, chosen by keyboard and saved", async ({ page }) => {
  await openOwnWorkspace(page, "general");
  const card = page.getByRole("region", { name: "Time zone" });
  await expect(card.getByLabel("Zone", { exact: true })).toHaveText("UTC");
  await card.getByLabel("Zone", { exact: true }).click();
  const search = page.getByRole("combobox", { name: "Search" });
  await expect(search).toBeFocused();
  await search.fill("new york");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText([/^America\/New York/]);
  await page.keyboard.press("Enter");
  await expect(card.getByLabel("Zone", { exact: true })).toHaveText("America/New York");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByRole("status")).toHaveText("Saved");
  await reloadAfterSave(page);
  await expect(card.getByLabel("Zone", { exact: true })).toHaveText("America/New York");
});

test("A member sees the time zone, and why they cannot change it", async ({ page }) => {
  await signIn(page, "member", "general");
  const card = page.getByRole("region", { name: "Time zone" });
  await expect(card.getByLabel("Zone", { exact: true })).toBeDisabled();
  await expectHint(page, card.getByRole("button", { name: "Save" }), "Only owners and admins can do this.");
});
