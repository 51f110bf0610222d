import { devices, expect, type Page } from "@playwright/test";
import {
  beginCreating,
  beginEditing,
  callStatus,
  copyAndClose,
  inventName,
  openListWith,
  readClipboard,
  readKey,
} from "@/tests/e2e/support/applications";
import { pressEscape, waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import {
  addWebsite,
  beginAdding,
  inventDomain,
  pretendArrival,
  secretDialog,
  turnVerificationOn,
} from "@/tests/e2e/support/website-screens";

const { userAgent, hasTouch, isMobile, deviceScaleFactor } = devices["Pixel 7"];

test.use({
  viewport: { width: 390, height: 844 },
  userAgent,
  hasTouch,
  isMobile,
  deviceScaleFactor,
  permissions: ["clipboard-read", "clipboard-write"],
});

test("On a phone: creates an application, copies its key, calls the API and finds the call", async ({
  page,
}) => {
  await openOwnWorkspace(page);
  const name = inventName("Robot with a name that a phone has hardly room for");
  const dialog = await beginCreating(page);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Read segments").check();
  await expectFits(page);
  await expect(dialog.getByRole("button", { name: "Create application" })).toBeInViewport({ ratio: 1 });
  await dialog.getByRole("button", { name: "Create application" }).tap();
  const key = await readKey(page, name);
  await expectFits(page);
  await copyAndClose(page, name);
  expect(await readClipboard(page)).toBe(key);
  expect(await callStatus("/segments/users", key)).toBe(200);
  await expectFits(page);

  await page.getByRole("link", { name: `Logs of ${name}` }).tap();
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
  const call = page.getByRole("table").getByRole("link", { name: /\/segments\/users/ });
  await expect(call).toBeVisible();
  await expectFits(page);
  await call.tap();
  await expect(page.getByRole("dialog").getByText("[removed]")).toBeVisible();
  await expectFits(page);
});

test("On a phone: row buttons are visible without hover and edit an application", async ({ page }) => {
  const { name } = await openListWith(page);
  await expect(page.getByRole("button", { name: `Edit ${name}`, exact: true })).toBeInViewport();
  await expect(
    page.getByRole("row").filter({ hasText: name }).getByRole("cell").last().locator("> *"),
  ).toHaveCSS("opacity", "1");
  const dialog = await beginEditing(page, name);
  await expectFits(page);
  await dialog.getByLabel("Read events").check();
  await dialog.getByRole("button", { name: "Save changes" }).tap();
  await expect(dialog).toBeHidden();
});

test("On a phone: adds a website, copies its secret and sees its events", async ({ page }) => {
  await openOwnWorkspace(page, "websites");
  const domain = `a-name-that-a-phone-has-hardly-room-for-${inventDomain()}`;
  const dialog = await beginAdding(page);
  await expectFits(page);
  await expect(dialog.getByRole("button", { name: "Add website" })).toBeInViewport({ ratio: 1 });
  await pressEscape(page);
  await expect(dialog).toBeHidden();
  await addWebsite(page, domain);
  await expectFits(page);
  const secret = await turnVerificationOn(page, domain);
  await expectFits(page);
  await secretDialog(page, domain).getByRole("button", { name: "Copy and close" }).tap();
  await expect(secretDialog(page, domain)).toBeHidden();
  expect(await readClipboard(page)).toBe(secret);
  await page.getByRole("button", { name: `Snippet of ${domain}` }).tap();
  await expectFits(page);
  await page.getByRole("link", { name: "Check installation", exact: true }).tap();
  await expect(page.getByRole("heading", { name: `Installation on ${domain}` })).toBeVisible();
  await expectFits(page);
  await pretendArrival(domain, { name: "page viewed", url: `https://${domain}/${"long/".repeat(40)}` });
  await expect(page.getByRole("row").filter({ hasText: "page viewed" })).toBeVisible();
  await expectFits(page);
});

test("On a phone: the settings are in a menu and no page scrolls sideways", async ({ page }) => {
  for (const path of ["/sign-in", "/sign-up", "/invite/not-a-link", "/no/such/page"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectFits(page);
  }
  const { slug } = await openOwnWorkspace(page);
  await expectFits(page);
  for (const name of ["Websites", "Members", "General", "API access"]) {
    const menu = page.getByRole("dialog", { name: "Settings" });
    await waitForHydration(page.getByRole("button", { name: "Menu" }));
    await page.getByRole("button", { name: "Menu" }).tap();
    await expect(menu).toBeVisible();
    await expectFits(page);
    await menu.getByRole("link", { name }).tap();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(menu).toBeHidden();
    await expectFits(page);
  }
  await openSettings(page, slug, "api-access/logs");
  await expect(page.getByRole("heading", { name: "No calls yet" })).toBeVisible();
  await expectFits(page);
  await signIn(page, "member", "api-access/logs");
  await expect(page.getByRole("table")).toBeVisible();
  await expectFits(page);
  await openSettings(page, "demo", "members");
  await expect(page.getByRole("table")).toBeVisible();
  await expectFits(page);
});

test("On a phone: the contacts, a contact, the properties and the events fit", async ({ page }) => {
  await signIn(page, "admin", "properties?kind=account");
  const edit = page.getByRole("button", { name: "Edit Plan" });
  await edit.scrollIntoViewIfNeeded();
  await expect(edit).toBeInViewport({ ratio: 1 });
  await expectFits(page);
  await openSettings(page, "demo", "events");
  await expect(page.getByRole("table")).toBeVisible();
  await expectFits(page);
  await page.goto("/demo/contacts");
  await expect(page.getByRole("table")).toBeVisible();
  await expectFits(page);
  await waitForHydration(page.getByRole("button", { name: "Conditions" }));
  await page.getByRole("button", { name: "Conditions" }).tap();
  await expect(page.getByRole("region", { name: "Preview" })).toBeVisible();
  await expectFits(page);
  await page.getByRole("button", { name: "Conditions" }).tap();
  await page.getByRole("table").getByRole("link").first().tap();
  await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
  await expectFits(page);
});

async function expectFits(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({
    page: document.documentElement.scrollWidth,
    screen: window.innerWidth,
  }));
  expect(widths, page.url()).toEqual({ page: 390, screen: 390 });
}
