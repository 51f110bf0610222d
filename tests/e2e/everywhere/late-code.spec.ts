import { expect, type Page } from "@playwright/test";
import { insertApplication } from "@/tests/e2e/support/applications";
import { hold } from "@/tests/e2e/support/hold";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

const code = /\/_next\/static\/chunks\//;

/** Opens the list of applications. Menus and dialogs are not loaded: the page had no interaction yet. */
async function openUntouched(page: Page) {
  const member = await openOwnWorkspace(page, null);
  const { name } = await insertApplication({ member });
  await openSettings(page, member.slug, "api-access");
  const create = page.getByRole("button", { name: "Create application", exact: true });
  const theme = page.getByRole("button", { name: "Theme" });
  await waitForHydration(create);
  await waitForHydration(theme);
  return { create, theme, name };
}

test("A click that comes before the code of its dialog or menu opens it", async ({ page }) => {
  const { create, theme } = await openUntouched(page);
  const release = await hold(page, code);
  await create.click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  release();
  await expect(page.getByRole("dialog", { name: "Create application" }).getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await theme.click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(theme).toBeFocused();
});

test("A menu whose code could not be loaded opens after 'Try again'", async ({ page }) => {
  const { theme, name } = await openUntouched(page);
  await page.route(code, (route) => route.abort());
  // A search without results would load code too.
  await page.getByLabel("Search applications").fill(name);
  await theme.click();
  const failure = page.getByRole("alert").filter({ hasText: "A part of the page could not be loaded." });
  await expect(failure).toBeVisible();
  await page.unroute(code);
  await failure.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("menuitemradio", { name: "Dark" })).toBeVisible();
  await expect(failure).toHaveCount(0);
  await expect(page.getByLabel("Search applications")).toHaveValue(name);
});
