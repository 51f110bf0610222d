import { expect, type Locator, type Page } from "@playwright/test";
import {
  beginDeleting,
  beginEditing,
  callApi,
  callStatus,
  copyAndClose,
  createApplication,
  regenerate,
} from "@/tests/e2e/support/applications";
import { expectHint } from "@/tests/e2e/support/hints";
import { reloadAfterSave } from "@/tests/e2e/support/history";
import { pressEscape } from "@/tests/e2e/support/hydration";
import { openSettings, signIn, signUp } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("How long calls are kept is chosen in the settings; keeping them for a shorter time asks first", async ({
  page,
}) => {
  const slug = await signUp(page);
  await openSettings(page, slug, "general");
  const card = page.getByRole("region", { name: "Request logs" });
  const question = page.getByRole("alertdialog", { name: "Keep calls for 7 days?" });
  await card.getByLabel("Keep calls for").selectOption("7 days");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(question).toContainText(
    "Calls older than 7 days disappear immediately and are deleted within a day.",
  );
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.reload();
  await expect(card.getByLabel("Keep calls for")).toHaveValue("30");

  await card.getByLabel("Keep calls for").selectOption("7 days");
  await card.getByRole("button", { name: "Save" }).click();
  await question.getByRole("button", { name: "Keep for 7 days" }).click();
  await expect(question).toBeHidden();
  await expect(card.getByRole("status")).toHaveText("Saved");
  await reloadAfterSave(page);
  await expect(card.getByLabel("Keep calls for")).toHaveValue("7");

  await card.getByLabel("Keep calls for").selectOption("90 days");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByRole("status")).toHaveText("Saved");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
});

test("A member sees how long calls are kept, and why they cannot change it", async ({ page }) => {
  await signIn(page, "member", "general");
  const card = page.getByRole("region", { name: "Request logs" });
  await expect(card.getByLabel("Keep calls for")).toBeDisabled();
  await expectHint(page, card.getByRole("button", { name: "Save" }), "Only owners and admins can do this.");
});

test("The list shows each application's last 36 hours, in numbers on hover and to whoever cannot see bars", async ({
  page,
}) => {
  await signIn(page, "admin");
  const called = await createApplication(page);
  const quiet = await createApplication(page);
  await callApi("/validate", called.key);
  await callApi("/events", called.key);
  const bars = rowOf(page, called.name).getByRole("button", {
    name: "Calls in the last 36 hours: 1 OK, 1 client errors, 0 of our errors",
  });
  await reloadUntilVisible(page, bars);
  await expectHint(page, bars, "Last 36 hours");
  await expect(page.getByRole("tooltip")).toContainText("Client errors1");
  await expect(rowOf(page, quiet.name).getByRole("button", { name: "No calls in 36 hours" })).toBeVisible();
});

test("A deleted application that something still calls is named above the list, and leads to its log", async ({
  page,
}) => {
  await signUp(page);
  const { name, key } = await createApplication(page);
  const question = await beginDeleting(page, name);
  await question.getByRole("button", { name: "Delete application" }).click();
  await expect(question).toBeHidden();
  expect(await callStatus("/validate", key)).toBe(401);
  await reloadUntilVisible(page, page.getByText("is still called: 1 call in 24 hours"));
  await page.getByRole("main").getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
});

test("An application's log tells which old key is still called with, and leads to its calls", async ({
  page,
}) => {
  await signUp(page);
  const { name, key } = await createApplication(page);
  await beginEditing(page, name);
  await regenerate(page, name);
  await copyAndClose(page, name);
  await pressEscape(page);
  await callApi("/events", key);
  await page.getByRole("link", { name: `Logs of ${name}` }).click();
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
  const notice = page
    .getByRole("listitem")
    .filter({ hasText: `jny_…${key.slice(-4)}, which was regenerated on` });
  await reloadUntilVisible(page, notice);
  await notice.getByRole("link", { name: "1 call" }).click();
  await expect(page).toHaveURL(/\?key=\w+&range=24h$/);
  await expect(page.getByRole("row").filter({ hasText: "401" })).toHaveCount(1);
});

function rowOf(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ hasText: name });
}

/** A call is on the page a moment after it was answered. */
async function reloadUntilVisible(page: Page, target: Locator): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(target).toBeVisible({ timeout: 1000 });
  }).toPass();
}
