import { expect, type Page } from "@playwright/test";
import type { WorkspaceId } from "@/lib/auth/actor";
import { saveComputation } from "@/lib/computations/mutations";
import type { ComputationBody } from "@/lib/computations/schema/computation";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import { contactsPerPage } from "@/lib/contacts/schema/contact-list";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { addPropertyCondition, findBuilder } from "@/tests/e2e/support/computation-screens";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import { insertOwnWorkspace, type OwnWorkspace, openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { createAccounts, createEvents, createUsers } from "@/tests/support/factories/contacts";

const onPaidPlan: ConditionGroup = {
  type: "group",
  match: "all",
  conditions: [
    { type: "property", name: "plan", test: { operator: "is", value: "Paid" }, not: false },
    {
      type: "event",
      event: "exported",
      count: { operator: "atLeast", times: 1 },
      window: { range: "lastDays", days: 7 },
      where: [],
    },
  ],
};

test("A contact is found by a part of its name and opens with its properties, accounts and events", async ({
  page,
}) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  const { userId } = await createKim(workspaceId);
  const [accountId = ""] = await createAccounts(workspaceId, [
    { externalId: "1001", alias: "northwind.com" },
  ]);
  await prisma.accountMember.create({ data: { workspaceId, accountId, userId } });
  await page.goto(`/${slug}/contacts`);
  await expect(rows(page)).toHaveCount(2);
  const search = page.getByLabel("Search users");
  await waitForHydration(search);
  await search.fill("kim ots");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("link", { name: "Kim Otsuka" }).click();
  await expect(page.getByRole("heading", { name: "Kim Otsuka", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "This user, with all properties as curl" })).toContainText(
    "/api/users/20",
  );
  await expect(page.getByText("kim@northwind.com").first()).toBeVisible();
  await expect(page.getByText("Paid", { exact: true })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "exported" })).toContainText("csv");
  await page.getByRole("link", { name: "northwind.com", exact: true }).click();
  await expect(page.getByRole("heading", { name: "northwind.com", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Kim Otsuka" }).click();
  await expect(page.getByRole("heading", { name: "Kim Otsuka", level: 1 })).toBeVisible();
});

test("A contact's segment is shown with its reasons and on the timeline", async ({ page }) => {
  const workspace = await openOwnWorkspace(page, null);
  const { workspaceId, slug } = workspace;
  const { userId, otherId } = await createKim(workspaceId);
  const id = await save(workspace, "Paying exporters", { type: "segment", condition: onPaidPlan });
  await expectMembers(workspaceId, id, 1);
  await page.goto(`/${slug}/contacts/user/${userId}`);
  const summary = page.getByRole("group").filter({ hasText: "Paying exporters" });
  await expect(summary).toContainText("may leave on");
  await summary.getByText("Paying exporters").click();
  await expect(summary).toContainText("Plan is Paid");
  await expect(summary.getByText("Holds:", { exact: false }).first()).toBeAttached();
  await expect(page.getByText("Entered the segment")).toBeVisible();

  await page.goto(`/${slug}/contacts/user/${otherId}`);
  await clickHydrated(page.getByLabel("Segment to check"));
  await page.getByRole("option", { name: "Paying exporters" }).click();
  await expect(page.getByText("It is not in Paying exporters.")).toBeVisible();
  await expect(page.getByText("Does not hold:", { exact: false }).first()).toBeAttached();
});

test("Stages show their counts and filter the list, and so does a segment", async ({ page }) => {
  const workspace = await openOwnWorkspace(page, null);
  const { workspaceId, slug } = workspace;
  await createKim(workspaceId);
  await save(workspace, "Lead", { type: "stage", condition: null, healthProfileId: null });
  const customer = { type: "stage" as const, condition: onPaidPlan, healthProfileId: null };
  const stageId = await save(workspace, "Customer", customer);
  const segmentId = await save(workspace, "Paying", { type: "segment", condition: onPaidPlan });
  await expectMembers(workspaceId, segmentId, 1);
  await expect
    .poll(() => prisma.contactState.count({ where: { workspaceId, stageId } }), { timeout: 15_000 })
    .toBe(1);
  await page.goto(`/${slug}/contacts`);
  const stages = page.getByRole("navigation", { name: "Stages" });
  await expect(stages.getByRole("link", { name: /^Customer 1/ })).toBeVisible();
  await stages.getByRole("link", { name: /^Customer/ }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Kim Otsuka");
  await stages.getByRole("link", { name: /^Customer/ }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel("Segment").click();
  await page.getByRole("option", { name: "Paying" }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByRole("region", { name: "This list as curl" })).toContainText(
    `segmentId=${segmentId}`,
  );
});

test("Conditions count and list the contacts that pass, stay in the URL, and become a segment", async ({
  page,
}) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  await createKim(workspaceId);
  await page.goto(`/${slug}/contacts`);
  await clickHydrated(page.getByRole("button", { name: "Conditions" }));
  const panel = page.getByRole("region", { name: "Conditions" });
  await addPropertyCondition(page, findBuilder(page, "Conditions"), { property: "Plan", value: "Paid" });
  const preview = panel.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("of 2 users match");
  await preview.getByText("Kim Otsuka").click();
  await expect(preview.getByRole("link", { name: "Open this user" })).toHaveAttribute(
    "href",
    /\/contacts\/user\/\w+$/,
  );
  await panel.getByRole("button", { name: "Show matching users" }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Kim Otsuka");
  await expect(page.getByRole("status").filter({ hasText: "1 user matches." })).toBeVisible();
  const toggle = page.getByRole("button", { name: "Conditions 1 applied" });
  await expect(toggle).toBeFocused();
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await clickHydrated(page.getByRole("link", { name: "Kim Otsuka" }));
  await expect(page.getByRole("heading", { name: "Kim Otsuka", level: 1 })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("region", { name: "Applied conditions" })).toContainText("Plan is Paid");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear conditions" }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
  await toggle.click();
  await panel.getByRole("button", { name: "Save as segment" }).click();
  await expect(page).toHaveURL(/\/settings\/segments\/new/);
  await page.getByLabel("Name", { exact: true }).fill("On the paid plan");
  await expect(page.getByLabel("Value")).toHaveValue("Paid");
  await page.getByRole("button", { name: "Create segment" }).click();
  await expect(page.getByRole("row").filter({ hasText: "On the paid plan" })).toContainText("1");
});

test("Chosen columns stay for the next visit", async ({ page }) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  await createKim(workspaceId);
  await page.goto(`/${slug}/contacts`);
  await clickHydrated(page.getByRole("button", { name: "Columns" }));
  await page.getByRole("checkbox", { name: "Plan" }).check();
  await expect(page.getByRole("columnheader", { name: "Plan" })).toBeVisible();
  await page.goto(`/${slug}/contacts?kind=account`);
  await page.goto(`/${slug}/contacts`);
  await expect(page.getByRole("columnheader", { name: "Plan" })).toBeVisible();
  await expect(page).toHaveURL(/columns=plan/);
});

test("The list has pages and sorts by the last activity", async ({ page }) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  await createUsers(
    workspaceId,
    Array.from({ length: contactsPerPage + 3 }, (_, index) => ({ externalId: `u-${index}` })),
  );
  await prisma.user.updateMany({
    where: { workspaceId, externalId: "u-7" },
    data: { lastSeenAt: new Date("2020-01-01") },
  });
  await page.goto(`/${slug}/contacts`);
  await expect(rows(page)).toHaveCount(contactsPerPage);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).last()).toContainText("u-7");
  await page.getByRole("link", { name: "First page" }).click();
  await clickHydrated(page.getByRole("button", { name: "Last seen" }));
  await expect(rows(page).first()).toContainText("u-7");
});

test("Unknown contacts and those of another workspace are not found", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, null);
  const { workspaceId: otherId } = await insertOwnWorkspace();
  const [foreign = ""] = await createUsers(otherId, [{ externalId: "1" }]);
  for (const path of [`user/${createId()}`, "user/no-id", `user/${foreign}`, `company/${foreign}`, "user"]) {
    const response = await page.goto(`/${slug}/contacts/${path}`);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  }
  await expect(page.getByRole("link", { name: "Contacts", exact: true })).toBeVisible();
});

test("An empty workspace shows how contacts are sent", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, null);
  await page.goto(`/${slug}/contacts`);
  await expect(page.getByRole("heading", { name: "No users yet" })).toBeVisible();
  await page.getByRole("link", { name: "Accounts" }).click();
  await expect(page.getByRole("heading", { name: "No accounts yet" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Request as curl" })).toContainText("/api/accounts/upsert");
});

function rows(page: Page) {
  return page
    .getByRole("table")
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
}

/** Kim pays and exported today; another user did nothing. */
async function createKim(workspaceId: WorkspaceId) {
  await prisma.property.create({
    data: { workspaceId, kind: "user", name: "plan", label: "Plan", type: "string" },
  });
  const [userId = "", otherId = ""] = await createUsers(workspaceId, [
    { externalId: "20", alias: "kim@northwind.com" },
    { externalId: "21" },
  ]);
  await prisma.user.updateMany({
    where: { workspaceId, id: userId },
    data: { properties: { first_name: "Kim", last_name: "Otsuka", plan: "Paid" } },
  });
  await createEvents(workspaceId, [
    { name: "exported", userId, triggeredAt: new Date(), metadata: { format: "csv" } },
  ]);
  return { userId, otherId };
}

async function save(author: OwnWorkspace, name: string, body: ComputationBody): Promise<string> {
  const form = { id: null, version: null, kind: "user" as const, name, description: "", body };
  return (await saveComputation(author, form)).id;
}

async function expectMembers(workspaceId: WorkspaceId, segmentId: string, count: number): Promise<void> {
  await expect
    .poll(() => prisma.segmentUser.count({ where: { workspaceId, segmentId } }), { timeout: 15_000 })
    .toBe(count);
}
