import { expect } from "@playwright/test";
import { createPerson } from "@/lib/people/mutations";
import { listWorkspaces } from "@/lib/workspaces/queries";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import {
  arriveAt,
  fillSignIn,
  findLinks,
  inventPerson,
  newPage,
  openSettings,
  setSession,
} from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ colorScheme: "light" });

test("Your account: name, email by link, password, and sessions that end elsewhere", async ({
  page,
  browser,
}) => {
  const person = inventPerson();
  const { id } = await createPerson({ ...person, workspaceName: "Account & Co" });
  const [{ slug = "" } = {}] = await listWorkspaces(id);
  const elsewhere = await newPage(browser);
  await setSession(elsewhere, id);
  await setSession(page, id);
  await openSettings(page, slug, "members");
  await page.getByRole("button", { name: `Account: ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await arriveAt(page, page.getByRole("heading", { name: "Your account", level: 1 }));
  const sessions = page.getByRole("region", { name: "Active sessions" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expect(sessions.getByRole("listitem").first()).toContainText("This device");
  await expectAccessible(page);

  await sessions.getByRole("button", { name: /^Sign out An unknown browser/ }).click();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await openSettings(elsewhere, slug, "members");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await page.getByLabel("Name", { exact: true }).fill("Ada King");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Account: Ada King" })).toBeVisible();

  const email = inventPerson().email;
  await page.getByRole("button", { name: "Change email" }).click();
  const dialog = page.getByRole("dialog", { name: "Change email" });
  await dialog.getByLabel("New email").fill(email);
  await dialog.getByLabel("Current password").fill("wrong");
  await dialog.getByRole("button", { name: "Send link" }).click();
  await expect(dialog.getByText("This is not your current password.")).toBeVisible();
  await dialog.getByLabel("Current password").fill(person.password);
  await dialog.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText(`Open the link in the email to ${email}`)).toBeVisible();
  await expect.poll(() => findLinks(email, /\S+\/confirm-email#\S+/)).toHaveLength(1);
  const [link = ""] = findLinks(email, /\S+\/confirm-email#\S+/);
  await elsewhere.goto(link);
  await elsewhere.getByRole("button", { name: "Confirm email" }).click();
  await expect(elsewhere.getByText("Your email was changed")).toBeVisible();

  await page.reload();
  await expect(page.getByLabel("Email", { exact: true })).toHaveValue(email);
  const newPassword = `${person.password} and more words`;
  await page.getByLabel("Current password").fill(person.password);
  await page.getByLabel("New password", { exact: true }).fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password was changed.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await elsewhere.goto("/sign-in");
  await fillSignIn(elsewhere, email, newPassword);
  await arriveAt(elsewhere, elsewhere.getByRole("heading", { name: "API access", level: 1 }));
  await elsewhere.context().close();
});
