import { expect } from "@playwright/test";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createPerson } from "@/lib/people/mutations";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { callStatus, insertApplication } from "@/tests/e2e/support/applications";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { inventPerson, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ colorScheme: "light" });

test("A workspace is deleted by its name and restored with its keys; an account is deleted by its email", async ({
  page,
}) => {
  const person = inventPerson();
  const { id: personId } = await createPerson({ ...person, workspaceName: "Short Lived" });
  const { workspaceId, workspace } = await prisma.membership.findFirstOrThrow({
    where: { personId },
    select: { workspaceId: true, workspace: { select: { slug: true } } },
  });
  const { key } = await insertApplication({
    name: "Sync",
    member: { workspaceId: workspaceId as WorkspaceId, personId },
  });
  await setSession(page, personId);
  await openSettings(page, workspace.slug, "general");
  const remove = page.getByRole("button", { name: "Delete workspace" });
  await waitForHydration(remove);
  await remove.click();
  const question = page.getByRole("alertdialog", { name: "Delete Short Lived?" });
  await question.getByLabel("Type “Short Lived” to confirm").fill("Short Lived");
  await expectAccessible(page);
  await question.getByRole("button", { name: "Delete workspace" }).click();
  await expect(page.getByRole("heading", { name: "Deleted workspaces" })).toBeVisible();
  expect(await callStatus("/validate", key)).toBe(401);
  await openSettings(page, workspace.slug, "general");
  await expect(page.getByRole("heading", { name: "Deleted workspaces" })).toBeVisible();
  await page.goto("/");
  await page.getByRole("link", { name: "Restore a deleted workspace" }).click();
  const restore = page.getByRole("button", { name: "Restore Short Lived" });
  await waitForHydration(restore);
  await expectAccessible(page);
  await restore.click();
  await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
  expect(await callStatus("/validate", key)).toBe(200);

  await openSettings(page, workspace.slug, "account");
  const card = page.getByRole("region", { name: "Delete account" });
  await expect(card.getByRole("link", { name: "Short Lived" })).toBeVisible();
  await expect(card.getByRole("button", { name: "Delete account" })).toBeDisabled();
  await prisma.workspace.update({ where: { id: workspaceId }, data: { deletedAt: new Date() } });
  await page.goto("/account");
  const button = card.getByRole("button", { name: "Delete account" });
  await waitForHydration(button);
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await dialog.getByLabel(`Type “${person.email}” to confirm`).fill(person.email);
  await dialog.getByLabel("Current password").fill(person.password);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await prisma.person.count({ where: { id: personId } })).toBe(0);
});
