import { expect } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { callStatus, insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { insertOwnWorkspace, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("A visitor reports a leaked key: its calls stop, and the owner sees what to do", async ({ page }) => {
  const owner = await insertOwnWorkspace();
  const { key } = await insertApplication({ member: owner, name: "Importer" });
  await page.goto("/report-key");
  await expectAccessible(page);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.url()} ${request.postData()}`));
  const field = page.getByLabel("API keys");
  const report = page.getByRole("button", { name: "Report" });
  await field.fill("nothing to see");
  await clickHydrated(report);
  await expect(page.getByText("No complete key.")).toBeVisible();
  await field.fill(`API_KEY=${key} # found in a gist`);
  await report.click();
  await expect(page.getByRole("status")).toContainText("This page does not say whether a key exists.");
  expect(requests.filter((request) => request.includes(key))).toEqual([]);
  await expect.poll(() => callStatus("/validate", key)).toBe(403);

  await setSession(page, owner.personId);
  await openSettings(page, owner.slug, "api-access");
  await expect(page.getByRole("main")).toContainText("regenerate the key, then enable the application");
  await expect(page.getByRole("row").filter({ hasText: "Importer" })).toContainText("Reported leaked");
});
