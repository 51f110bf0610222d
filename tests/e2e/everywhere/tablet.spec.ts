import { expect, type Locator } from "@playwright/test";
import { storeCalls } from "@/lib/logs/write/store";
import { insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { callRows, openLog } from "@/tests/e2e/support/logs";
import { openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { insertWebsite } from "@/tests/e2e/support/website-screens";
import { storedCall } from "@/tests/support/factories/stored-call";

test("On a tablet the list can be sorted and its description spans the page", async ({ page }) => {
  await page.setViewportSize({ width: 768, height: 1024 });
  const member = await openOwnWorkspace(page, null);
  for (const name of ["First", "Second"]) await insertApplication({ name, member });
  await openSettings(page, member.slug, "api-access");
  const description = page.getByRole("main").getByText("Applications that call the API of this workspace");
  // The page replaces the heading of its loading state.
  await expect.poll(async () => (await description.boundingBox())?.width ?? 0).toBeGreaterThan(400);

  await clickHydrated(page.getByRole("button", { name: "Sort: Newest first" }));
  await page.getByRole("menuitemradio", { name: "Oldest first" }).click();
  await expect(page).toHaveURL(/direction=ascending/);
  await expect(page.getByRole("row").nth(1)).toContainText("First");
});

for (const width of [768, 1024, 1279]) {
  test(`At ${width} pixels paths and domains are shown in full`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, "admin", null);
    await openLog(page, { parameters: "?status=200" });
    const row = callRows(page).first();
    await expect(row).toContainText("/api/segments/users");
    // The first is the link's text, visible only to screen readers if the path has its own column.
    await expectUncut(row.getByText("/api/segments/users").filter({ visible: true }).last());
    await expectUncut(row.getByText("200").first());

    const member = await openOwnWorkspace(page, null);
    const { domain } = await insertWebsite(member);
    await openSettings(page, member.slug, "websites");
    await expectUncut(page.getByText(domain, { exact: true }));
  });
}

test("The application page shows full endpoints and newest calls at every width", async ({ page }) => {
  const { slug, ...member } = await openOwnWorkspace(page, null);
  const { id } = await insertApplication({ member });
  const { workspaceId } = member;
  await storeCalls([
    storedCall({ workspaceId, applicationId: id }, { route: "/segments/users", path: "/api/segments/users" }),
  ]);
  await openSettings(page, slug, `api-access/${id}`);
  for (const width of [390, 768, 1024]) {
    await page.setViewportSize({ width, height: 900 });
    await expectUncut(page.getByRole("link", { name: "GET /segments/users" }));
    const call = page.getByRole("table", { name: "Newest calls" }).getByRole("row").nth(1);
    await expectUncut(call.getByRole("link"));
    await expectUncut(
      call
        .getByText(/^\w+ \d+, \d\d:\d\d:\d\d/)
        .filter({ visible: true })
        .first(),
    );
  }
});

test("Filters move into a sheet while a call is open, so that it covers none", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page, "admin", null);
  await openLog(page);
  await callRows(page).first().getByRole("link").first().click();
  const call = page.getByRole("dialog");
  await expect(call).toBeVisible();
  const filters = page.getByRole("toolbar", { name: "Filters" }).getByRole("button");
  await expect(filters).toHaveText(["Filters"]);
  const [sheet, button] = [await call.boundingBox(), await filters.boundingBox()];
  expect((button?.x ?? 0) + (button?.width ?? 0)).toBeLessThan(sheet?.x ?? 0);

  await page.setViewportSize({ width: 1024, height: 800 });
  await expect(call).toBeVisible();
  await expect(page.getByRole("main")).toBeHidden();
});

test("The list and the logs have the same left edge", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "admin");
  const heading = page.getByRole("heading", { level: 1 });
  const left = async () => (await heading.boundingBox())?.x ?? null;
  const allLogs = page.getByRole("link", { name: "All logs" });
  // The loading state has a heading of its own, which the page replaces.
  await expect(allLogs).toBeVisible();
  const list = await left();
  expect(list).not.toBeNull();
  await allLogs.click();
  await expect(page.getByRole("heading", { name: "Logs of all applications" })).toBeVisible();
  await expect.poll(left).toBe(list);
});

async function expectUncut(text: Locator): Promise<void> {
  await expect(text).toBeVisible();
  const isCut = await text.evaluate((element) => {
    const cell = element.closest("td");
    const boxes = [element, ...(cell ? [cell] : [])];
    return boxes.some(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth);
  });
  expect(isCut).toBe(false);
}
