import { expect, type Page, type Request } from "@playwright/test";
import type { RoleName } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createPerson } from "@/lib/people/mutations";
import { demo } from "@/prisma/demo";
import { callStatus, createApplication, insertApplication } from "@/tests/e2e/support/applications";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import {
  arriveAt,
  fillSignIn,
  findLinks,
  inventPerson,
  newPage,
  openOwnWorkspace,
  openSettings,
  setSession,
  signUp,
} from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { readMails } from "@/tests/support/servers/mail-server";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const resetLink = /\S+\/reset-password#\S+/;

test("Signing up creates an empty workspace that shows the first step", async ({ page }) => {
  const person = inventPerson();
  const slug = await signUp(page, person);
  await expect(page.getByRole("button", { name: `Workspace: ${person.name} & Co` })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No applications yet" })).toBeVisible();
  await expect(page.getByRole("region", { name: "First call" })).toContainText("/api/validate");
  await openSettings(page, demo.workspace, "api-access");
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();

  await openSettings(page, slug, "api-access");
  const { key } = await createApplication(page, { name: "First" });
  expect(await callStatus("/validate", key)).toBe(200);
});

test("A wrong password and an unknown email get the same message and keep the input", async ({ page }) => {
  const answers: (string | null)[] = [];
  for (const email of [demo.people.owner, inventPerson().email]) {
    await page.goto("/sign-in");
    await fillSignIn(page, email, "a wrong password");
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toBeVisible();
    answers.push(await alert.textContent());
    await expect(page.getByLabel("Email")).toHaveValue(email);
    await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  }
  expect(answers[0]).toContain("The email, the password or the code does not match.");
  expect(answers[1]).toBe(answers[0]);
});

test("A forgotten password is replaced by the link of an email, once, and every session ends", async ({
  page,
  browser,
}) => {
  const { name, email, password } = inventPerson();
  const { id } = await createPerson({ name, email, password, workspaceName: "Forgetful & Co" });
  const elsewhere = await newPage(browser);
  await setSession(elsewhere, id);
  await elsewhere.goto("/");
  await arriveAt(elsewhere, elsewhere.getByRole("heading", { name: "API access", level: 1 }));

  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await arriveAt(page, page.getByRole("heading", { name: "Forgot your password?" }));
  const answers: string[] = [];
  for (const address of [email, inventPerson().email]) {
    await page.getByLabel("Email").fill(address);
    await page.getByRole("button", { name: "Send link" }).click();
    const status = page.getByRole("status").filter({ hasText: "mailbox" });
    await expect(status).toBeFocused();
    answers.push(((await status.textContent()) ?? "").replace(address, "…"));
    await page.getByRole("button", { name: "Send again, or use another email" }).click();
  }
  expect(answers[1]).toBe(answers[0]);

  await expect.poll(() => findLinks(email, resetLink)).toHaveLength(1);
  const [link = ""] = findLinks(email, resetLink);
  const token = new URL(link).hash.slice(1);
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  await page.goto(link);
  const field = page.getByLabel("New password", { exact: true });
  await expect(page.getByRole("main")).toContainText(`For ${email}`);
  await field.fill(`${name}1`);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("main")).toContainText("easy to guess");
  const newPassword = `${password} and more words`;
  await field.fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
  await arriveAt(page, page.getByRole("heading", { name: "API access", level: 1 }));
  expect(requests.length).toBeGreaterThan(3);
  for (const request of requests) {
    // Playwright invents the headers of redirects; these were sent.
    const headers = await request.allHeaders();
    expect(`${request.url().replace(link, "")} ${JSON.stringify(headers)}`).not.toContain(token);
  }

  await elsewhere.goto("/");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await fillSignIn(elsewhere, email, newPassword);
  await arriveAt(elsewhere, elsewhere.getByRole("heading", { name: "API access", level: 1 }));
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole("alert").filter({ hasText: "used already" })).toBeVisible();
  await elsewhere.getByRole("link", { name: "Request another link" }).click();
  await expect(elsewhere.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await elsewhere.context().close();
  await expect
    .poll(() => readMails(process.env.MAILS ?? "", email).map(({ subject }) => subject))
    .toEqual(["Choose a new password", "Your password was changed"]);
});

test("Signing out ends the session in every tab of the browser; signing in returns to the last page", async ({
  page,
  context,
  browser,
}) => {
  const person = inventPerson();
  const slug = await signUp(page, person);
  const elsewhere = await newPage(browser);
  await elsewhere.goto("/sign-in");
  await fillSignIn(elsewhere, person.email, person.password);
  await arriveAt(elsewhere, elsewhere.getByRole("heading", { name: "API access", level: 1 }));
  const other = await context.newPage();
  await openSettings(other, slug, "members");
  await page.getByRole("button", { name: `Account: ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await elsewhere.getByRole("link", { name: "Members" }).click();
  await expect(elsewhere.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
  await elsewhere.context().close();

  await other.getByRole("link", { name: "General" }).click();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await fillSignIn(other, person.email, person.password);
  await expect(other.getByRole("heading", { name: "General", level: 1 })).toBeVisible();
});

test("A promotion asks first, explains the role and changes nothing when cancelled", async ({
  page,
  browser,
}) => {
  const { slug, workspaceId } = await openOwnWorkspace(page, null);
  const guest = await openAsMember(await newPage(browser), workspaceId, "member");
  await openSettings(page, slug, "members");
  const role = page.getByLabel(`Role of ${guest.name}`);
  await waitForHydration(role);
  const question = page.getByRole("alertdialog", { name: `Make ${guest.name} an admin?` });
  await role.selectOption("Admin");
  await expect(question).toContainText("creates, edits and deletes applications");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(role).toHaveValue("member");

  await role.selectOption("Admin");
  await question.getByRole("button", { name: "Make admin" }).click();
  await expect(page.getByText(`${guest.name} is an admin now.`).first()).toBeVisible();
  await expect(role).toHaveValue("admin");
});

test("Demotion and removal take effect with the next click", async ({ page, browser }) => {
  const { slug, workspaceId } = await openOwnWorkspace(page, null);
  const guestPage = await newPage(browser);
  const guest = await openAsMember(guestPage, workspaceId, "admin");
  const { key } = await insertApplication({ name: "Made by the guest", member: { ...guest, workspaceId } });
  await openSettings(guestPage, slug, "api-access");
  await expect(guestPage.getByRole("button", { name: "Edit Made by the guest" })).toBeEnabled();

  await openSettings(page, slug, "members");
  const role = page.getByLabel(`Role of ${guest.name}`);
  await waitForHydration(role);
  await role.selectOption("Member");
  await expect(page.getByText(`${guest.name} is a member now.`).first()).toBeVisible();
  await waitForHydration(guestPage.getByRole("button", { name: "Delete Made by the guest" }));
  await guestPage.getByRole("button", { name: "Delete Made by the guest" }).click();
  const question = guestPage.getByRole("alertdialog");
  await question.getByRole("button", { name: "Delete application" }).click();
  await expect(question.getByRole("alert")).toContainText("Only owners and admins can do this.");
  expect(await callStatus("/validate", key)).toBe(200);
  await question.getByRole("button", { name: "Cancel" }).click();
  const edit = guestPage.getByRole("button", { name: "Edit Made by the guest" });
  await expect(edit).toBeDisabled();
  await prisma.membership.updateMany({
    where: { workspaceId, personId: guest.personId },
    data: { role: "admin" },
  });
  await guestPage.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(edit).toBeEnabled();

  await page.getByRole("button", { name: `Remove ${guest.name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByText(`${guest.name} is no longer a member.`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave workspace" })).toBeFocused();
  await guestPage.getByRole("link", { name: "General" }).click();
  await expect(guestPage.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await openSettings(guestPage, slug, "api-access");
  await expect(guestPage.getByRole("heading", { name: "Page not found" })).toBeVisible();
  expect(await callStatus("/validate", key)).toBe(200);
  await guestPage.context().close();
});

test("The last owner can neither leave nor step down", async ({ page }) => {
  await openOwnWorkspace(page, "members");
  await expect(page.getByRole("button", { name: "Leave workspace" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Owner" })).toBeDisabled();
});

/** Signs in a new member of the workspace. */
async function openAsMember(page: Page, workspaceId: string, role: RoleName) {
  const { name, email } = inventPerson();
  const personId = createId();
  await prisma.person.create({ data: { id: personId, name, email } });
  await prisma.membership.create({ data: { workspaceId, personId, role } });
  await setSession(page, personId);
  return { personId, name };
}
