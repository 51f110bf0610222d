import { expect, type Page } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import {
  addCondition,
  chooseOption,
  createSender,
  insertUsers,
} from "@/tests/e2e/support/computation-screens";
import { expectHint } from "@/tests/e2e/support/hints";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { all, defineSegment, propertyIs } from "@/tests/support/factories/computations";
import { createStranger } from "@/tests/support/factories/people";

function preview(page: Page) {
  return page.getByRole("region", { name: "Preview" });
}

test("an admin defines a segment of an event, previews it, and members enter as events arrive", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, "segments");
  const send = await createSender(owner);
  await send("/users/upsert", { identification: { userId: "kim" }, properties: { name: "Kim" } });
  await send("/users/upsert", { identification: { userId: "jo" }, properties: { name: "Jo" } });
  await expect(page.getByRole("heading", { name: "No segments yet" })).toBeVisible();
  await clickHydrated(page.getByRole("link", { name: "Create your first segment" }));

  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  const row = await addCondition(page, "Event");
  await chooseOption(page, row.getByRole("combobox", { name: "Event" }), "report exported");
  await row.getByRole("spinbutton", { name: "Times" }).fill("3");
  await row.getByRole("spinbutton", { name: "Days" }).fill("7");
  await expect(preview(page)).toContainText("0of 2 users match");

  for (let count = 0; count < 3; count += 1)
    await send("/track", { identification: { user: { userId: "kim" } }, name: "report exported" });
  await row.getByRole("spinbutton", { name: "Days" }).fill("8");
  await expect(preview(page)).toContainText("1of 2 users match");
  await preview(page).locator("summary").filter({ hasText: "Kim" }).click();
  await expect(preview(page)).toContainText("3 or more, the last on");

  await page.getByRole("button", { name: "Create segment" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/Enter a name/);
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.getByLabel("Name", { exact: true }).fill("Exporters");
  await page.getByRole("button", { name: "Create segment" }).click();
  const listed = page.getByRole("row").filter({ hasText: "Exporters" });
  await expect(listed).toContainText("Live");
  await expect(listed.getByRole("link", { name: "1 member of Exporters" })).toBeVisible();

  for (let count = 0; count < 3; count += 1)
    await send("/track", { identification: { user: { userId: "jo" } }, name: "report exported" });
  await clickHydrated(listed.getByRole("link", { name: "Members of Exporters" }));
  await expect(page.getByRole("heading", { name: "Members of Exporters" })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("row").filter({ hasText: "Jo" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("link", { name: "Changes" }).click();
  const change = page.getByRole("row").filter({ hasText: "Jo" });
  await expect(change).toContainText("Entered");
  await expect(change).toContainText("Event “report exported”");
});

test("an edit shows who enters and who leaves before it is saved, and exactly they do", async ({ page }) => {
  const owner = await openOwnWorkspace(page, null);
  const send = await createSender(owner);
  for (const [userId, plan] of [
    ["ada", "pro"],
    ["bob", "free"],
    ["cy", "free"],
  ])
    await send("/users/upsert", { identification: { userId }, properties: { name: userId, plan } });
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  // An invalid cursor falls back to the first page.
  await openSettings(page, owner.slug, `segments/${id}/members?cursor=invalid`);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("row").filter({ hasText: "ada" })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  await page.getByRole("link", { name: "Edit segment" }).click();
  await expect(preview(page)).toContainText("No user enters or leaves");
  const row = page.getByRole("group", { name: "Condition 1 of 1" });
  await row.getByRole("textbox", { name: "Value" }).fill("free");
  await expect(preview(page)).toContainText("2 enter");
  await expect(preview(page)).toContainText("1 leaves");
  await page.getByRole("button", { name: "Save segment" }).click();
  await expect(
    page.getByRole("row").filter({ hasText: "Paying" }).getByRole("link", { name: "2 members of Paying" }),
  ).toBeVisible();
});

test("leaving with unsaved changes asks first", async ({ page }) => {
  const owner = await openOwnWorkspace(page, null);
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  await openSettings(page, owner.slug, `segments/${id}`);
  await page.getByRole("textbox", { name: "Value" }).fill("free");
  await clickHydrated(page.getByRole("link", { name: "Cancel" }));
  const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveValue("free");
});

test("a conflict keeps what was typed until the other version is loaded", async ({ page }) => {
  const owner = await openOwnWorkspace(page, null);
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  await openSettings(page, owner.slug, `segments/${id}`);
  const other = await page.context().newPage();
  await openSettings(other, owner.slug, `segments/${id}`);
  await other.getByRole("textbox", { name: "Value" }).fill("enterprise");
  await clickHydrated(other.getByRole("button", { name: "Save segment" }));
  await expect(other.getByRole("row").filter({ hasText: "Paying" })).toBeVisible();

  await page.getByRole("textbox", { name: "Value" }).fill("free");
  await clickHydrated(page.getByRole("button", { name: "Save segment" }));
  await expect(page.getByRole("alert").filter({ hasText: "Your input stays" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveValue("free");
  await page.getByRole("button", { name: "Load their version" }).click();
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveValue("enterprise");
});

test("a cycle is rejected with its path", async ({ page }) => {
  const owner = await openOwnWorkspace(page, null);
  const first = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  await defineSegment(owner, "Power users", all({ type: "segment", segmentId: first, not: false }));
  await openSettings(page, owner.slug, `segments/${first}`);
  const row = await addCondition(page, "Segment");
  await chooseOption(page, row.getByRole("combobox", { name: "Segment" }), "Power users");
  const path = "Paying → Power users → Paying";
  await expect(preview(page).getByRole("alert")).toContainText(path);
  await page.getByRole("button", { name: "Save segment" }).click();
  await expect(page.getByRole("alert").filter({ hasText: path })).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Load their version" })).toBeHidden();
});

test("the deletion of a used segment is rejected with links to its users", async ({ page }) => {
  const owner = await openOwnWorkspace(page, null);
  const used = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  await defineSegment(owner, "Power users", all({ type: "segment", segmentId: used, not: false }));
  await openSettings(page, owner.slug, "segments");
  await clickHydrated(page.getByRole("button", { name: "Delete Paying" }));
  const dialog = page.getByRole("alertdialog", { name: "Delete Paying?" });
  await expect(dialog.getByRole("link", { name: "Power users" })).toBeVisible();
  await dialog.getByRole("button", { name: "Delete segment" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Power users");
  await expect(dialog.getByRole("button", { name: "Delete segment" })).not.toHaveAttribute("aria-busy");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Delete Power users" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete segment" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Power users" })).toHaveCount(0);
  await page.getByRole("button", { name: "Delete Paying" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete segment" }).click();
  await expect(page.getByRole("heading", { name: "No segments yet" })).toBeVisible();
});

test("a duplicate starts with the conditions of the original, and without any once that is deleted", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, null);
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  await openSettings(page, owner.slug, "segments");
  await clickHydrated(page.getByRole("link", { name: "Duplicate Paying" }));
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Copy of Paying");
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveValue("pro");
  await page.getByRole("button", { name: "Create segment" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Copy of Paying" })).toBeVisible();
  await prisma.computation.delete({ where: { workspaceId_id: { workspaceId: owner.workspaceId, id } } });
  await page.goto(`/${owner.slug}/settings/segments/new?from=${id}`);
  await expect(page.getByText("The original no longer exists")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveCount(0);
});

test("a run that stopped is shown with its failure, on lists and properties, until it is retried", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, null);
  await insertUsers(owner.workspaceId, { ada: { plan: "pro" } });
  await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  const key = { workspaceId_kind: { workspaceId: owner.workspaceId, kind: "user" } } as const;
  await expect
    .poll(async () => (await prisma.computationRun.findUnique({ where: key }))?.finishedAt ?? null)
    .not.toBeNull();
  const failure = "A contact could not be computed.";
  await prisma.computationRun.update({ where: key, data: { finishedAt: null, failure } });
  await openSettings(page, owner.slug, "segments");
  const row = page.getByRole("row").filter({ hasText: "Paying" });
  await expect(row).toContainText("Stopped at 99%");
  await expect(page.getByText(failure)).toBeVisible();
  await openSettings(page, owner.slug, "properties");
  await expect(page.getByText(failure)).toBeVisible();
  await page.goBack();
  await clickHydrated(page.getByRole("button", { name: "Retry" }));
  await expect(row).toContainText("Live");
  await expect(page.getByText(failure)).toBeHidden();
});

test("a member sees segments and cannot change them", async ({ page }) => {
  const owner = await openOwnWorkspace(page, null);
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "pro")));
  const personId = await createStranger();
  await prisma.membership.create({ data: { workspaceId: owner.workspaceId, personId, role: "member" } });
  await setSession(page, personId);
  await openSettings(page, owner.slug, "segments");
  await expectHint(page, page.getByRole("button", { name: "Create segment" }), "Only owners and admins");
  await expectHint(page, page.getByRole("button", { name: "Delete Paying" }), "Only owners and admins");
  await openSettings(page, owner.slug, `segments/${id}`);
  await expect(page.getByRole("textbox", { name: "Value" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Add condition" })).toHaveCount(0);
  await expectHint(page, page.getByRole("button", { name: "Save segment" }), "Only owners and admins");
  await expect(preview(page)).toContainText("0of 0 users match");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a segment of accounts is defined without scrolling sideways", async ({ page }) => {
    const owner = await openOwnWorkspace(page, "segments?kind=account");
    await clickHydrated(page.getByRole("link", { name: "Create your first segment" }));
    await page.getByLabel("Name", { exact: true }).fill("Large accounts");
    const row = await addCondition(page, "Event");
    await chooseOption(page, row.getByRole("combobox", { name: "Event" }), "seats bought");
    await row.getByRole("button", { name: "Add filter" }).click();
    const name = row.getByRole("combobox", { name: "Metadata name" });
    await expect(name).toBeFocused();
    await chooseOption(page, name, "count");
    await row.getByRole("combobox", { name: "Operator" }).selectOption({ label: "≥" });
    await row.getByRole("spinbutton", { name: "Value" }).fill("100");
    await expectNoSidewaysScroll(page);
    await page.getByRole("button", { name: "Create segment" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Large accounts" })).toBeVisible();
    await expectNoSidewaysScroll(page);
    expect(owner.slug).toBe(new URL(page.url()).pathname.split("/")[1]);
  });
});

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
  ).toBe(true);
}
