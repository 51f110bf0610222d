import { expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { openOwnWorkspace, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("A management token is created, creates an application, is regenerated and revoked", async ({
  page,
}) => {
  await openOwnWorkspace(page);
  await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: "Management tokens" })
    .click();
  await expect(page.getByRole("heading", { name: "No management tokens" })).toBeVisible();
  await page.getByRole("button", { name: "Create token", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Create a management token" });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByText("Enter a name.")).toBeVisible();
  await form.getByLabel("Name").fill("Terraform");
  await form.getByRole("radio", { name: "Read and write" }).check();
  await form.getByRole("button", { name: "Create token" }).click();
  const token = await readToken(page);
  await tokenDialog(page).getByRole("button", { name: "Copy and close" }).click();
  await expect(tokenDialog(page)).toBeHidden();

  const row = page.getByRole("row").filter({ hasText: "Terraform" });
  await expect(row).toContainText(`jnm_…${token.slice(-4)}`);
  await expect(row).toContainText("Never used");
  await expectAccessible(page);
  const created = await callManagement(page, token, {
    name: "From Terraform",
    permissions: ["ReadContacts"],
  });
  expect(created.status()).toBe(201);

  await row.hover();
  await row.getByRole("button", { name: "Regenerate Terraform" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Regenerate token" }).click();
  const replacement = await readToken(page);
  expect(replacement).not.toBe(token);
  await tokenDialog(page).getByRole("button", { name: "Copy and close" }).click();
  await expect(tokenDialog(page)).toBeHidden();
  expect((await callManagement(page, token, { name: "Old", permissions: [] })).status()).toBe(401);

  await row.hover();
  await row.getByRole("button", { name: "Revoke Terraform" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke token" }).click();
  await expect(page.getByRole("heading", { name: "No management tokens" })).toBeVisible();
  expect((await callManagement(page, replacement, { name: "New", permissions: [] })).status()).toBe(401);
  await page.getByRole("link", { name: "API access" }).first().click();
  await expect(page.getByRole("row").filter({ hasText: "From Terraform" })).toBeVisible();
});

test("An admin sees no management tokens, and who can", async ({ page }) => {
  await signIn(page, "admin", "api-access/management-tokens");
  await expect(page.getByRole("heading", { name: "Only owners can see this" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create token" })).toHaveCount(0);
});

function tokenDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Management token Terraform" });
}

async function readToken(page: Page): Promise<string> {
  const box = tokenDialog(page);
  await expect(box).toContainText(/jnm_\w{38}/);
  return /jnm_\w{38}/.exec((await box.textContent()) ?? "")?.[0] ?? "";
}

function callManagement(page: Page, key: string, data: object) {
  return page.request.post("/api/management/applications", { headers: { "x-api-key": key }, data });
}
