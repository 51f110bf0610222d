import { expect } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { createPerson } from "@/lib/people/mutations";
import { listWorkspaces } from "@/lib/workspaces/queries";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { inventPerson, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ colorScheme: "light" });

test("A workspace asks again before it issues a key, and for two factors before it opens", async ({
  page,
}) => {
  const person = inventPerson();
  const { id } = await createPerson({ ...person, workspaceName: "Careful & Co" });
  const [{ slug = "" } = {}] = await listWorkspaces(id);
  await setSession(page, id);
  await openSettings(page, slug, "general");
  const form = page.getByRole("region", { name: "Sign-in" });
  await waitForHydration(form.getByRole("button", { name: "Save" }));
  await form.getByLabel("Ask again before keys and values").selectOption("After 5 minutes");
  await form.getByRole("switch", { name: "Require two-factor sign-in" }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("alert")).toContainText("for yourself first");
  await form.getByRole("switch", { name: "Require two-factor sign-in" }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved")).toBeVisible();

  await prisma.session.updateMany({ where: { personId: id }, data: { verifiedAt: new Date(0) } });
  await openSettings(page, slug, "api-access");
  const create = page.getByRole("button", { name: "Create application" }).first();
  await waitForHydration(create);
  await create.click();
  const dialog = page.getByRole("dialog", { name: "Create application" });
  await dialog.getByLabel("Name", { exact: true }).fill("Billing sync");
  await dialog.getByLabel("Read contacts").check();
  await dialog.getByRole("button", { name: "Create application" }).click();
  const question = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(question.getByLabel("Password", { exact: true })).toBeFocused();
  await expectAccessible(page);
  await question.getByLabel("Password", { exact: true }).fill("wrong");
  await page.keyboard.press("Enter");
  await expect(question.getByText("This is not your password.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(dialog.getByRole("alert")).toContainText("Confirm that it is you");
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("Billing sync");
  await dialog.getByRole("button", { name: "Create application" }).click();
  await question.getByLabel("Password", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Copy it now. It is shown only once.")).toBeVisible();

  await prisma.workspace.update({ where: { slug }, data: { requiresTwoFactor: true } });
  await page.goto(`/${slug}/contacts`);
  await expect(page.getByText("Careful & Co requires two-factor sign-in")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set up app" })).toBeVisible();
  await expectAccessible(page);
});
