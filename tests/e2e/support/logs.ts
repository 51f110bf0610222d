import { expect, type Page } from "@playwright/test";
import { runScript } from "@/scripts/run";
import { inventName } from "./applications";
import { openSettings } from "./people";

/** An application of the demo workspace that made calls: 3 of 401, 2 of 500, 4 of 404, 6 of 200, and more of 200. */
type Logged = { applicationId: string; name: string; writtenId: string };

/** Makes such an application and opens its log, narrowed as the parameters have it. */
export async function openLog(
  page: Page,
  { more = 0, parameters = "" }: { more?: number; parameters?: string } = {},
): Promise<Logged> {
  const made = await runScript(
    ["tests/e2e/support/make-calls.ts", JSON.stringify({ name: inventName(), more })],
    {
      NEXTAUTH_SECRET: "a secret of the tests, which guards nothing at all",
      NEXTAUTH_URL: process.env.BASE_URL ?? "",
    },
  );
  if (!made.ok) throw new Error(made.output);
  const logged: Logged = JSON.parse(made.stdout);
  await openSettings(page, "demo", `api-access/${logged.applicationId}/logs${parameters}`);
  await expect(page.getByRole("heading", { name: `Logs of ${logged.name}` })).toBeVisible();
  return logged;
}

/** The calls in the list, without the headings. */
export function callRows(page: Page) {
  return page.getByRole("table", { name: "Calls, newest first" }).locator("tr[data-id]");
}

/** Opens a menu of the filter bar: a page that has just come does not listen yet. */
export async function openMenu(page: Page, name: string) {
  const menu = page.getByRole("dialog", { name, exact: true });
  await expect(async () => {
    if (!(await menu.isVisible())) {
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).click({ timeout: 1000 });
    }
    await expect(menu).toBeVisible({ timeout: 1000 });
  }).toPass();
  return menu;
}
