import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createWebsite } from "@/lib/websites/mutations";
import { openDialog } from "./applications";
import { findDemoMember, type Member, openOwnWorkspace, openSettings } from "./people";

/** A domain that no other test uses. */
export function inventDomain(): string {
  return `site-${randomUUID().slice(0, 8)}.example`;
}

/** Creates a website in the database: in the demo workspace, or in the member's. */
export async function insertWebsite(member?: Member): Promise<{ id: string; domain: string }> {
  const { workspaceId, personId } = member ?? (await findDemoMember("admin"));
  const domain = inventDomain();
  const settings = { domain, allowsAnyDomain: false, honorsOptOut: true };
  return { id: (await createWebsite(workspaceId, personId, settings)).id, domain };
}

/** Opens the list of a new workspace as its owner, with one website. */
export async function openWebsitesWith(page: Page) {
  const member = await openOwnWorkspace(page, null);
  const website = await insertWebsite(member);
  await openSettings(page, member.slug, "websites");
  return { ...website, member };
}

export function beginAdding(page: Page): Promise<Locator> {
  return openDialog(page, page.getByRole("button", { name: "Add website", exact: true }), "Add website");
}

/** Adds a website on the open list, and closes its snippet. */
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

/** Turns verification on, and leaves the secret's dialog open. */
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

/** Stores an event of the website, and three rejected calls. */
export async function pretendArrival(
  domain: string,
  { name, url }: { name: string; url: string },
): Promise<void> {
  const { workspaceId, id: websiteId } = await prisma.website.findFirstOrThrow({ where: { domain } });
  await prisma.website.updateMany({
    where: { workspaceId, id: websiteId },
    data: { lastSeenAt: new Date(), foreignCount: { increment: 3 } },
  });
  const definition = { workspaceId, id: createId(), name };
  await prisma.eventDefinition.createMany({ data: [definition], skipDuplicates: true });
  const { id: definitionId } = await prisma.eventDefinition.findFirstOrThrow({
    where: { workspaceId, name },
  });
  await prisma.event.create({
    data: {
      workspaceId,
      id: createId(),
      websiteId,
      definitionId,
      triggeredAt: new Date(),
      metadata: { url },
    },
  });
}
