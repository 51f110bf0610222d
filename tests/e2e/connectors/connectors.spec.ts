import { expect, type Page, type Request } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { hashKey } from "@/lib/keys/secret";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { openDialog, readClipboard } from "@/tests/e2e/support/applications";
import { fillConnector, readWriteKey, writeKeyDialog } from "@/tests/e2e/support/connector-screens";
import { expectHint } from "@/tests/e2e/support/hints";
import { reloadAfterSave } from "@/tests/e2e/support/history";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { createStranger } from "@/tests/support/factories/people";

test.use({ permissions: ["clipboard-read", "clipboard-write"], colorScheme: "light" });

test("shows the write key of a server once, and the code that uses it", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, "sdk-connector");
  await expect(page.getByRole("heading", { name: "No connectors yet" })).toBeVisible();
  await expectAccessible(page);
  const begin = page.getByRole("button", { name: "Create your first connector" });
  const dialog = await openDialog(page, begin, "Create connector");
  await dialog.getByRole("button", { name: "Create connector" }).click();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/Enter a name/);
  await expectAccessible(page);
  await fillConnector(page, { name: "Billing service" });
  const writeKey = await readWriteKey(page, "Billing service");
  await expectAccessible(page);
  const shown = writeKeyDialog(page, "Billing service");
  await expect(shown.getByRole("tab", { name: "Node.js" })).toBeVisible();
  await shown.getByRole("button", { name: "Copy .env line" }).click();
  expect(await readClipboard(page)).toBe(`WRITE_KEY=${writeKey}`);
  await shown.getByRole("button", { name: "Done" }).click();

  const row = page.getByRole("row").filter({ hasText: "Billing service" });
  await expect(row).toContainText(`jwk_…${writeKey.slice(-4)}`);
  await expectAccessible(page);
  await reloadAfterSave(page);
  await expect(row).toContainText("No message yet");
  expect(await page.content()).not.toContain(writeKey);
  await page.getByRole("link", { name: "Logs of Billing service" }).click();
  await page.getByRole("link", { name: "Set-up", exact: true }).click();
  await expect(page.getByRole("region", { name: "Set-up with Node.js" })).toContainText("YOUR_WRITE_KEY");
  await expectAccessible(page);
  await openSettings(page, slug, "audit-log");
  await expect(page.getByRole("cell", { name: /created the connector Billing service/ })).toBeVisible();
});

test("creates a browser connector, edits it, replaces its write key and deletes it", async ({ page }) => {
  const { workspaceId } = await openOwnWorkspace(page, "sdk-connector");
  const begin = page.getByRole("button", { name: "Create connector", exact: true });
  await openDialog(page, begin, "Create connector");
  await fillConnector(page, { name: "Web shop", domains: ["localhost"] });
  const dialog = page.getByRole("dialog", { name: "Create connector" });
  const domains = dialog.getByRole("textbox", { name: "Domains" });
  await expect(domains).toHaveAccessibleDescription(/'localhost' is not a registrable domain/);
  await dialog.getByRole("button", { name: "Remove localhost" }).click();
  await fillConnector(page, { name: "Web shop", domains: ["https://www.acme-inc.com/pricing"] });
  const writeKey = await readWriteKey(page, "Web shop");
  await expectAccessible(page);
  await writeKeyDialog(page, "Web shop").getByRole("button", { name: "Close" }).first().click();

  await page.getByRole("button", { name: "Copy write key of Web shop" }).click();
  expect(await readClipboard(page)).toBe(writeKey);
  const edit = await openDialog(page, page.getByRole("button", { name: "Edit Web shop" }), "Edit Web shop");
  await expect(edit.getByText("acme-inc.com", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await edit.getByRole("textbox", { name: "Name" }).fill("Store");
  await edit.getByRole("switch", { name: "Enable" }).click();
  await edit.getByRole("button", { name: "Save changes" }).click();
  const row = page.getByRole("row").filter({ hasText: "Store" });
  await expect(row).toContainText("Disabled");

  const again = await openDialog(page, page.getByRole("button", { name: "Edit Store" }), "Edit Store");
  await again.getByRole("button", { name: "Regenerate" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Regenerate write key" }).click();
  const replaced = await readWriteKey(page, "Store");
  expect(replaced).not.toBe(writeKey);
  const keys = await prisma.connector.findMany({ where: { workspaceId }, select: { keyHash: true } });
  expect(keys.map(({ keyHash }) => Buffer.from(keyHash).toString("hex"))).toEqual([hashKey(replaced)]);
  await writeKeyDialog(page, "Store").getByRole("button", { name: "Close" }).first().click();
  await again.getByRole("button", { name: "Cancel" }).click();

  await prisma.connector.updateMany({ where: { workspaceId }, data: { lastMessageAt: new Date() } });
  await reloadAfterSave(page);
  const question = await openDialog(
    page,
    page.getByRole("button", { name: "Delete Store" }),
    "Delete Store?",
  );
  const confirm = question.getByRole("button", { name: "Delete connector" });
  await expect(confirm).toHaveAttribute("aria-disabled", "true");
  await question.getByLabel("Type Store to confirm").fill("Store");
  await confirm.click();
  await expect(page.getByRole("heading", { name: "No connectors yet" })).toBeVisible();
});

test("issues the secret of identity verification once, then shows the code with the proof", async ({
  page,
}) => {
  const { workspaceId, slug, personId } = await openOwnWorkspace(page, null);
  const fields = { name: "Web shop", type: "browser" as const, domains: ["acme-inc.com"] };
  const { connector } = await createConnectorIn({ workspaceId, personId }, fields);
  await openSettings(page, slug, "sdk-connector");
  const edit = page.getByRole("button", { name: "Edit Web shop" });
  const dialog = await openDialog(page, edit, "Edit Web shop");
  await expect(dialog.getByRole("switch", { name: "Verify identities" })).not.toBeChecked();
  await dialog.getByRole("switch", { name: "Verify identities" }).click();
  const names = dialog.getByRole("switch", { name: "Use journy.io’s names for reserved traits" });
  await names.click();
  await expect(names).toHaveAccessibleDescription(/firstName as first_name/);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save changes" }).click();

  const shown = page.getByRole("dialog", { name: "Secret of Web shop" });
  const secret = (await shown.getByRole("region", { name: "Secret", exact: true }).textContent()) ?? "";
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  await expectAccessible(page);
  await shown.getByRole("button", { name: "Copy .env line" }).click();
  expect(await readClipboard(page)).toBe(`CONNECTOR_SECRET=${secret}`);
  await shown.getByRole("button", { name: "Done" }).click();
  await reloadAfterSave(page);
  expect(await page.content()).not.toContain(secret);

  const again = await openDialog(page, edit, "Edit Web shop");
  await expect(again.getByRole("switch", { name: "Verify identities" })).toBeChecked();
  await again.getByText("How to compute a proof").click();
  await expectAccessible(page);
  await again.getByRole("button", { name: "Regenerate secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Regenerate secret" }).click();
  await expect(shown.getByRole("region", { name: "Secret", exact: true })).not.toHaveText(secret);
  await shown.getByRole("button", { name: "Copy and close" }).click();
  await again.getByRole("button", { name: "Cancel" }).click();
  await openSettings(page, slug, `sdk-connector/${connector.id}/set-up`);
  await expect(page.getByRole("region", { name: "Set-up with JavaScript" })).toContainText(
    "addSourceMiddleware",
  );
});

test("lets a member see connectors, and not change them", async ({ page }) => {
  const { workspaceId, slug, personId } = await openOwnWorkspace(page, null);
  await createConnectorIn({ workspaceId, personId }, { name: "Billing service" });
  const memberId = await createStranger();
  await prisma.membership.create({ data: { workspaceId, personId: memberId, role: "member" } });
  await setSession(page, memberId);
  await openSettings(page, slug, "sdk-connector");
  await expect(page.getByRole("link", { name: "Logs of Billing service" })).toBeVisible();
  const create = page.getByRole("button", { name: "Create connector" });
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expectHint(page, create, "Only owners and admins can do this.");
});

test("shows a saved change on a page that a prefetched link has opened", async ({ page }) => {
  const { workspaceId, slug, personId } = await openOwnWorkspace(page, null);
  await createConnectorIn({ workspaceId, personId }, { name: "Billing service" });
  await openSettings(page, slug, "sdk-connector");
  const link = page.getByRole("link", { name: "Logs of Billing service" });
  await waitForHydration(link);
  const prefetched = waitForPrefetch(page, (await link.getAttribute("href")) ?? "");
  await link.hover();
  await prefetched;
  await link.click();
  const heading = page.getByRole("heading", { name: /^Billing service/, level: 1 });
  await expect(heading).toContainText("Enabled");
  const edit = page.getByRole("button", { name: "Edit", exact: true });
  const dialog = await openDialog(page, edit, "Edit Billing service");
  await dialog.getByRole("switch", { name: "Enable" }).click();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(heading).toContainText("Disabled");
});

/**
 * Waits until Next has prefetched a page. It requests the tree of the page's segments first, then the segments, and may
 * cancel a response when it has read the part that it keeps: Chromium reports such a request as failed.
 */
async function waitForPrefetch(page: Page, path: string): Promise<void> {
  const prefetchesSegments = (request: Request) => {
    const headers = request.headers();
    return (
      new URL(request.url()).pathname === path &&
      headers["next-router-prefetch"] === "1" &&
      headers["next-router-segment-prefetch"] === undefined
    );
  };
  await Promise.race([
    page.waitForEvent("requestfinished", prefetchesSegments),
    page.waitForEvent("requestfailed", prefetchesSegments),
  ]);
}
