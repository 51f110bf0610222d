import { expect, type Page } from "@playwright/test";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { expectHint } from "@/tests/e2e/support/hints";
import { reloadAfterSave } from "@/tests/e2e/support/history";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { createEvents, createUsers } from "@/tests/support/factories/contacts";

test("A property gets a label, a description and a new group, which stay after a reload", async ({
  page,
}) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  await createProperty(workspaceId, "plan_name", "Plan name");
  await openSettings(page, slug, "properties");
  await clickHydrated(page.getByRole("button", { name: "Edit Plan name" }));
  const dialog = page.getByRole("dialog", { name: "Edit Plan name" });
  await dialog.getByLabel("Label").fill("Tariff");
  await dialog.getByLabel("Description").fill("As billed.");
  await dialog.getByLabel("Group").click();
  await page.getByRole("combobox", { name: "Search" }).fill("Billing");
  await page.getByRole("option", { name: "Billing" }).click();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: "Tariff" });
  await expect(row).toContainText("As billed.");
  await reloadAfterSave(page);
  await expect(page.getByRole("rowheader", { name: "Billing" })).toBeVisible();
  await expect(row).toContainText("plan_name");
});

test("An archived property is listed apart and can be restored", async ({ page }) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  await createProperty(workspaceId, "plan", "Plan");
  await openSettings(page, slug, "properties");
  await clickHydrated(page.getByRole("button", { name: "Archive Plan" }));
  await expect(page.getByRole("rowheader", { name: "Archived" })).toBeVisible();
  await page.getByRole("button", { name: "Restore Plan" }).click();
  await expect(page.getByRole("rowheader", { name: "Archived" })).toBeHidden();
});

test("An unused property is deleted; one with values or a reader is not", async ({ page }) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  for (const name of ["empty", "filled", "read"]) await createProperty(workspaceId, name, `The ${name}`);
  const [id] = await createUsers(workspaceId, [{}]);
  await prisma.user.updateMany({ where: { workspaceId, id }, data: { properties: { filled: "x" } } });
  await createSegmentOf(workspaceId, "read");
  await openSettings(page, slug, "properties");
  await expectHint(
    page,
    page.getByRole("button", { name: "Delete The filled" }),
    "It has values. Archive it instead.",
  );
  await expectHint(page, page.getByRole("button", { name: "Delete The read" }), "Readers uses it.");
  await expect(page.getByRole("link", { name: "Readers" })).toHaveAttribute("href", /\/settings\/segments\//);
  await page.getByRole("button", { name: "Delete The empty" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete property" }).click();
  await expect(page.getByRole("row").filter({ hasText: "The empty" })).toHaveCount(0);
  await expect(page.getByRole("alertdialog")).toBeHidden();
});

test("Of two admins who edit a property, the second one loads the first one's version", async ({ page }) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  await createProperty(workspaceId, "plan", "Plan");
  await openSettings(page, slug, "properties");
  await clickHydrated(page.getByRole("button", { name: "Edit Plan" }));
  await prisma.property.updateMany({ where: { workspaceId, name: "plan" }, data: { label: "Tariff" } });
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill("Price list");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toContainText("Another member changed this property.");
  await expect(dialog.getByLabel("Label")).toHaveValue("Price list");
  await dialog.getByRole("button", { name: "Load their version" }).click();
  await expect(dialog.getByLabel("Label")).toHaveValue("Tariff");
  await dialog.getByLabel("Label").fill("Price list");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Price list" })).toBeVisible();
});

test("Events show how often they happened, and get a label", async ({ page }) => {
  const { workspaceId, slug } = await openOwnWorkspace(page, null);
  const event = { name: "report_exported", triggeredAt: new Date() };
  await createEvents(workspaceId, [event, event, event]);
  await openSettings(page, slug, "events");
  await expect(page.getByRole("row").filter({ hasText: "report_exported" })).toContainText("3");
  await clickHydrated(page.getByRole("button", { name: "Edit report_exported" }));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill("Exported a report");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Exported a report" })).toContainText(
    "report_exported",
  );
  await page.getByLabel("Search events").fill("nothing like it");
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
});

test("A member sees properties and events, and why they cannot edit them", async ({ page }) => {
  await signIn(page, "member", "properties");
  const edit = page.getByRole("button", { name: "Edit Country" });
  // Scrolling closes a tooltip.
  await edit.scrollIntoViewIfNeeded();
  await expectHint(page, edit, "Only owners and admins can do this.");
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Events" }).click();
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  await expectHint(
    page,
    page.getByRole("button", { name: /^Edit / }).first(),
    "Only owners and admins can do this.",
  );
});

test("An empty workspace shows how properties and events are defined", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, "properties?kind=account");
  await expect(page.getByRole("heading", { name: "No properties of accounts yet" })).toBeVisible();
  await expect(code(page)).toContainText("/api/accounts/upsert");
  await openSettings(page, slug, "events");
  await expect(page.getByRole("heading", { name: "No events yet" })).toBeVisible();
  await expect(code(page)).toContainText("/api/track");
});

function code(page: Page) {
  return page.getByRole("region", { name: "Request as curl" });
}

async function createProperty(workspaceId: WorkspaceId, name: string, label: string): Promise<void> {
  await prisma.property.create({ data: { workspaceId, kind: "user", name, label, type: "string" } });
}

async function createSegmentOf(workspaceId: WorkspaceId, property: string): Promise<void> {
  const condition = { type: "property", name: property, test: { operator: "isKnown" }, not: false };
  const body = { type: "segment", condition: { type: "group", match: "all", conditions: [condition] } };
  await prisma.computation.create({
    data: { workspaceId, id: createId(), kind: "user", name: "Readers", foldedName: "readers", body },
  });
}
