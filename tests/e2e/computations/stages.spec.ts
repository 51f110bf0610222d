import { type Browser, expect, type Page } from "@playwright/test";
import {
  addPropertyCondition,
  findBuilder,
  hasText,
  insertComputation,
  insertUsers,
} from "@/tests/e2e/support/computation-screens";
import { expectHint } from "@/tests/e2e/support/hints";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import {
  findDemoMember,
  type Member,
  type OwnWorkspace,
  openOwnWorkspace,
  openSettings,
  setSession,
  signIn,
} from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("The first stage takes everybody else, and the last stage whose conditions hold wins", async ({
  page,
}) => {
  const { workspaceId } = await openOwnWorkspace(page, "stages");
  await insertUsers(workspaceId, { "1": { plan: "pro" }, "2": { plan: "pro" }, "3": { plan: "free" } });
  await page.reload();
  await expect(page.getByRole("heading", { name: "No stages yet" })).toBeVisible();
  await page.getByRole("link", { name: "Create your first stage" }).click();
  await waitForHydration(page.getByLabel("Name", { exact: true }));
  await page.getByLabel("Name", { exact: true }).fill("Trial");
  await expect(page.getByLabel("Everybody else")).toBeChecked();
  await page.getByRole("button", { name: "Create stage" }).click();
  await expect(findStage(page, "Trial")).toContainText("Everybody else");

  await clickHydrated(page.getByRole("button", { name: "Create stage" }));
  await expect(page.getByRole("heading", { name: "Create stage", level: 1 })).toBeVisible();
  await expect(page.getByLabel("Everybody else")).toHaveCount(0);
  await page.getByLabel("Name", { exact: true }).fill("Customer");
  await page.getByRole("button", { name: "Create stage" }).click();
  await expect(findBuilder(page, "Conditions")).toContainText("Add a condition.");
  await addPropertyCondition(page, findBuilder(page, "Conditions"), { property: "Plan", value: "pro" });
  await page.getByRole("button", { name: "Create stage" }).click();
  await expect(page.getByText("Customer was saved.")).toBeVisible();
  await expect(findStage(page, "Customer")).toBeVisible();
  await expectCount(page, "Customer", 2);
  await expectCount(page, "Trial", 1);
  await expect(page.getByText("0 users without a stage")).toBeVisible();
});

test("Stages are reordered by keys, by buttons and by dragging, and keep the order", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  for (const name of ["Lead", "Trial", "Customer"]) await insertStage(member, name);
  await openSettings(page, member.slug, "stages");
  await expectOrder(page, ["Lead", "Trial", "Customer"]);

  const handle = page.getByRole("button", { name: "Move Customer", exact: true });
  await waitForHydration(handle);
  await handle.press("ArrowUp");
  await expectOrder(page, ["Lead", "Customer", "Trial"]);
  await expect(handle).toBeFocused();
  const down = page.getByRole("button", { name: "Move Lead down" });
  await down.click();
  await expectOrder(page, ["Customer", "Lead", "Trial"]);
  await expect(down).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Lead is 2 of 3 now." })).toBeAttached();

  await dragOnto(page, "Trial", "Customer");
  await expectOrder(page, ["Trial", "Customer", "Lead"]);
  await expect(async () => {
    await page.reload();
    await expectOrder(page, ["Trial", "Customer", "Lead"]);
  }).toPass();
});

test("A change of a stage that was changed elsewhere is rejected, and what was typed stays", async ({
  page,
  browser,
}) => {
  const member = await openOwnWorkspace(page, null);
  const { id } = await insertStage(member, "Trial");
  const other = await openAs(browser, member);
  for (const tab of [page, other]) {
    await openSettings(tab, member.slug, `stages/${id}`);
    await waitForHydration(tab.getByLabel("Name", { exact: true }));
  }
  await other.getByLabel("Name", { exact: true }).fill("Evaluation");
  await other.getByRole("button", { name: "Save stage" }).click();
  await expect(other.getByText("Evaluation was saved.")).toBeVisible();

  await page.getByLabel("Name", { exact: true }).fill("Test drive");
  await page.getByRole("button", { name: "Save stage" }).click();
  const alert = page.getByRole("main").getByRole("alert");
  await expect(alert).toContainText("Your input stays until you load their version.");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Test drive");
  await alert.getByRole("button", { name: "Load their version" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Evaluation");
  await expect(alert).toBeHidden();
  await page.getByLabel("Name", { exact: true }).fill("Test drive");
  await page.getByRole("button", { name: "Save stage" }).click();
  await expect(findStage(page, "Test drive")).toBeVisible();
  await other.context().close();
});

test("Leaving an editor with unsaved changes asks first", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, "stages/new");
  const name = page.getByLabel("Name", { exact: true });
  await waitForHydration(name);
  await name.fill("Trial");
  await page.getByRole("link", { name: "Cancel" }).click();
  const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(name).toHaveValue("Trial");
  await page.getByRole("link", { name: "Cancel" }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}/settings/stages$`));
});

test("A stage in use cannot be deleted, and the dialog links to its users", async ({ page }) => {
  const member = await openOwnWorkspace(page, null);
  const { id } = await insertStage(member, "Trial");
  await insertComputation(member, "On trial", {
    type: "segment",
    condition: {
      type: "group",
      match: "all",
      conditions: [{ type: "stage", stageIds: [id], not: false }],
    },
  });
  await openSettings(page, member.slug, "stages");
  await clickHydrated(page.getByRole("button", { name: "Delete Trial" }));
  const dialog = page.getByRole("alertdialog", { name: "Delete Trial?" });
  await expect(dialog.getByRole("link", { name: "On trial" })).toHaveAttribute("href", /\/segments\//);
  await dialog.getByRole("button", { name: "Delete stage" }).click();
  await expect(dialog.getByRole("alert")).toContainText("On trial");
  // The dialog stays while the list is loaded again.
  await expect(dialog.getByRole("button", { name: "Delete stage" })).not.toHaveAttribute("aria-busy");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(findStage(page, "Trial")).toBeVisible();
});

test("A member sees the stages, and why they cannot change them", async ({ page }) => {
  const name = `Stage ${Date.now()}`;
  const { id } = await insertStage(await findDemoMember("admin"), name);
  await signIn(page, "member", "stages");
  const reason = "Only owners and admins can do this.";
  await expectHint(page, page.getByRole("button", { name: "Create stage" }), reason);
  await expectHint(page, page.getByRole("button", { name: `Move ${name}`, exact: true }), reason);
  await openSettings(page, "demo", `stages/${id}`);
  await expect(page.getByLabel("Name", { exact: true })).not.toBeEditable();
  await expectHint(page, page.getByRole("button", { name: "Save stage" }), reason);
});

function insertStage(member: Member, name: string) {
  return insertComputation(member, name, {
    type: "stage",
    condition: hasText("plan", name),
    healthProfileId: null,
  });
}

function findStage(page: Page, name: string) {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

async function expectOrder(page: Page, names: string[]): Promise<void> {
  await expect(page.locator("tbody td:nth-child(2) a")).toHaveText(names);
}

/** Counts change a moment after the definition: the page does not follow them. */
async function expectCount(page: Page, name: string, count: number): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(findStage(page, name).getByRole("cell").nth(3)).toHaveText(String(count), {
      timeout: 1_000,
    });
  }).toPass();
}

async function dragOnto(page: Page, moved: string, target: string): Promise<void> {
  const from = await page.getByRole("button", { name: `Move ${moved}`, exact: true }).boundingBox();
  const to = await page.getByRole("button", { name: `Move ${target}`, exact: true }).boundingBox();
  if (!from || !to) throw new Error("A row has no handle.");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 5 });
  await page.mouse.up();
}

async function openAs(browser: Browser, { personId }: OwnWorkspace): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL });
  const page = await context.newPage();
  await setSession(page, personId);
  return page;
}
