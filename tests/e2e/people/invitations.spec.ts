import { expect, type Page } from "@playwright/test";
import { goBack } from "@/tests/e2e/support/history";
import { clickHydrated, pressEscape } from "@/tests/e2e/support/hydration";
import {
  arriveAt,
  fillSignUp,
  findLinks,
  insertOwnWorkspace,
  inventPerson,
  newPage,
  openOwnWorkspace,
  setSession,
} from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("An invitation by email lets its reader in, once, and sending it again replaces the link", async ({
  page,
  browser,
}) => {
  await openOwnWorkspace(page, "members");
  const guest = inventPerson();
  await clickHydrated(page.getByRole("button", { name: "Invite a member" }));
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog.getByLabel("Email", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Email", { exact: true }).fill(guest.email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: guest.email });
  await expect(row).toContainText("Sent just now");
  const find = () => findLinks(guest.email, /\S+\/invite\/\S+/);
  await expect.poll(find).toHaveLength(1);
  await row.getByRole("button", { name: `Send the invitation to ${guest.email} again` }).click();
  await expect.poll(find).toHaveLength(2);
  const [replaced = "", link = ""] = find();

  const other = await newPage(browser);
  await setSession(other, (await insertOwnWorkspace()).personId);
  await other.goto(replaced);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("This invitation is no longer valid");
  await other.goto(link);
  await expect(other.getByText(`This invitation is for ${guest.email}`)).toBeVisible();
  await expect(other.getByRole("button", { name: /^Join / })).toHaveCount(0);
  await other.context().close();

  const guestPage = await newPage(browser);
  await joinAsNewcomer(guestPage, link, guest);
  await expect(guestPage.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
  await expect(guestPage.getByRole("button", { name: "Create your first application" })).toBeDisabled();

  const latecomer = await newPage(browser);
  await latecomer.goto(link);
  await expect(latecomer.getByRole("heading", { level: 1 })).not.toContainText("Join");
  await expect(latecomer.getByRole("link", { name: "Create an account" })).toHaveCount(0);

  await page.reload();
  await expect(row).toBeVisible();
  await expect(page.getByRole("heading", { name: "Pending invitations" })).toHaveCount(0);
  await guestPage.context().close();
  await latecomer.context().close();
});

test("Invitations have distinct names and the focus stays in the list when one is revoked", async ({
  page,
}) => {
  await openOwnWorkspace(page);
  await invite(page, "Member", "anna@example.com");
  await invite(page, "Admin");
  await expect(page.getByRole("row", { name: /anna@example.com/ })).toContainText("Member");
  const question = page.getByRole("alertdialog");
  const confirm = question.getByRole("button", { name: "Revoke invitation" });
  const revocation = (role: string) =>
    page.getByRole("button", {
      name: new RegExp(`^Revoke the invitation( for anna@example.com)? as ${role}, by`),
    });
  await revocation("an admin").click();
  await expect(question).toHaveAccessibleName(/^Revoke the invitation as an admin, by /);
  await confirm.click();
  await expect(revocation("an admin")).toHaveCount(0);
  await expect(revocation("a member")).toBeFocused();
  await page.keyboard.press("Enter");
  await confirm.click();
  await expect(page.getByRole("heading", { name: "Pending invitations" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Invite a member" })).toBeFocused();
});

test("An uncopied invitation link is closed only after a confirmation, also by Back", async ({ page }) => {
  await openOwnWorkspace(page, "members");
  await clickHydrated(page.getByRole("button", { name: "Invite a member" }));
  await page.getByLabel("Anyone with the link").check();
  await page.getByRole("button", { name: "Create link" }).click();
  const link = page.getByRole("region", { name: "Invitation link" });
  await expect(link).toHaveText(/\/invite\/[\w-]{43}$/);

  const question = page.getByRole("alertdialog", { name: "Close without copying the link?" });
  await pressEscape(page);
  await question.getByRole("button", { name: "Back to the link" }).click();
  await goBack(page);
  await question.getByRole("button", { name: "Back to the link" }).click();
  await expect(link).toBeVisible();
  await page.getByRole("button", { name: "Copy and close" }).click();
  await expect(link).toBeHidden();
  await expect(page.getByRole("button", { name: "Invite a member" })).toBeFocused();
  await expect(page.getByRole("row").filter({ hasText: "No note" })).toHaveCount(1);
});

/** Opens the members page and creates an invitation link. */
async function invite(page: Page, role = "Member", note = ""): Promise<string> {
  await page.getByRole("link", { name: "Members" }).click();
  await clickHydrated(page.getByRole("button", { name: "Invite a member" }));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Anyone with the link").check();
  await dialog.getByLabel("Who it is for").fill(note);
  await dialog.getByLabel("They join as").selectOption(role);
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByRole("region", { name: "Invitation link" }).textContent();
  await dialog.getByRole("button", { name: "Copy and close" }).click();
  await expect(dialog).toBeHidden();
  return link ?? "";
}

async function joinAsNewcomer(page: Page, link: string, person: ReturnType<typeof inventPerson>) {
  await page.goto(link);
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { name: "Create an account" })).toBeVisible();
  await fillSignUp(page, person);
  const join = page.getByRole("button", { name: /^Join / });
  await arriveAt(page, join);
  await join.click();
  await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
}
