import { expect, type Locator, type Page } from "@playwright/test";
import type { NewConnector } from "@/lib/connectors/schema";
import { createConnectorIn, type TestConnector } from "@/tests/support/factories/connector";
import { clickHydrated } from "./hydration";
import { type OwnWorkspace, openOwnWorkspace, openSettings } from "./people";

/** Signs in the owner of a new workspace with a connector, and opens its debugger. */
export async function openDebugger(
  page: Page,
  fields: Partial<NewConnector> = {},
): Promise<TestConnector & Pick<OwnWorkspace, "slug">> {
  const workspace = await openOwnWorkspace(page, null);
  const created = await createConnectorIn(workspace, fields);
  await openSettings(page, workspace.slug, `sdk-connector/${created.connector.id}`);
  await expect(page.getByRole("heading", { name: created.connector.name, level: 1 })).toBeVisible();
  return { ...created, slug: workspace.slug };
}

export function writeKeyDialog(page: Page, name: string): Locator {
  return page.getByRole("dialog", { name: `Write key of ${name}` });
}

export async function readWriteKey(page: Page, name: string): Promise<string> {
  const box = writeKeyDialog(page, name).getByRole("region", { name: "Write key", exact: true });
  await expect(box).toHaveText(/^jwk_[0-9A-Za-z]{38}$/);
  return (await box.textContent()) ?? "";
}

/** Fills and submits the dialog that creates a connector. */
export async function fillConnector(
  page: Page,
  { name, domains = [] }: { name: string; domains?: string[] },
): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Create connector" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  if (domains.length > 0) await dialog.getByRole("radio", { name: "Browser" }).check();
  for (const domain of domains) {
    await dialog.getByRole("textbox", { name: "Domains" }).fill(domain);
    await page.keyboard.press("Enter");
  }
  await clickHydrated(dialog.getByRole("button", { name: "Create connector" }));
}
