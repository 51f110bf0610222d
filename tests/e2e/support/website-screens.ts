import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { Pool } from "pg";
import { ulid } from "ulid";
import { openDialog } from "./applications";

/** A domain that no other test has. */
export function inventDomain(): string {
  return `site-${randomUUID().slice(0, 8)}.example`;
}

export function beginAdding(page: Page): Promise<Locator> {
  return openDialog(page, page.getByRole("button", { name: "Add website", exact: true }), "Add website");
}

/** Adds a website on the list that is open, and closes its snippet. */
export async function addWebsite(page: Page, domain = inventDomain()): Promise<string> {
  const dialog = await beginAdding(page);
  await dialog.getByLabel("Domain", { exact: true }).fill(domain);
  await dialog.getByRole("button", { name: "Add website" }).click();
  const snippet = page.getByRole("dialog", { name: `Snippet of ${domain}` });
  await expect(snippet).toBeVisible();
  await snippet.getByRole("button", { name: "Close" }).first().click();
  await expect(snippet).toBeHidden();
  return domain;
}

export function beginEditing(page: Page, domain: string): Promise<Locator> {
  return openDialog(
    page,
    page.getByRole("button", { name: `Edit ${domain}`, exact: true }),
    `Edit ${domain}`,
  );
}

export function beginDeleting(page: Page, domain: string): Promise<Locator> {
  return openDialog(
    page,
    page.getByRole("button", { name: `Delete ${domain}`, exact: true }),
    `Delete ${domain}?`,
  );
}

/** Turns verification on; leaves the dialog that shows the secret open. */
export async function turnVerificationOn(page: Page, domain: string): Promise<string> {
  const dialog = await beginEditing(page, domain);
  await dialog.getByRole("switch", { name: "Verify identities" }).click();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  return readSecret(page, domain);
}

export function secretDialog(page: Page, domain: string): Locator {
  return page.getByRole("dialog", { name: `Secret of ${domain}` });
}

export async function readSecret(page: Page, domain: string): Promise<string> {
  const box = secretDialog(page, domain).getByRole("region", { name: "Secret", exact: true });
  await expect(box).toHaveText(/^[0-9a-f]{64}$/);
  return (await box.textContent()) ?? "";
}

export async function openInstallation(page: Page, domain: string): Promise<void> {
  await page.getByRole("link", { name: `Check installation of ${domain}` }).click();
  await expect(page.getByRole("heading", { name: `Installation on ${domain}` })).toBeVisible();
}

/** As if a page of the website had sent an event, and something that was refused. */
export async function pretendArrival(
  domain: string,
  { name, url }: { name: string; url: string },
): Promise<void> {
  const database = new Pool({ connectionString: process.env.DATABASE_URL });
  const { rows } = await database.query(
    `UPDATE "Website" SET "lastSeenAt" = now(), "foreignCount" = "foreignCount" + 3 WHERE "domain" = $1
     RETURNING "workspaceId", "id"`,
    [domain],
  );
  const [website] = rows;
  await database.query(
    `INSERT INTO "EventDefinition" ("workspaceId", "id", "name") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [website.workspaceId, ulid(), name],
  );
  await database.query(
    `INSERT INTO "Event" ("workspaceId", "id", "websiteId", "triggeredAt", "metadata", "definitionId")
     SELECT "workspaceId", $2, $3, now(), $4, "id" FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $5`,
    [website.workspaceId, ulid(), website.id, { url }, name],
  );
  await database.end();
}
