import { randomUUID } from "node:crypto";
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { RoleName } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createWorkspace } from "@/lib/workspaces/mutations";
import { demo } from "@/prisma/demo";
import { createSessionCookie } from "@/tests/support/factories/session";
import { readMails } from "@/tests/support/servers/mail-server";

/** Signs in a member of the demo workspace by a cookie and opens a page of its settings unless the path is null. */
export async function signIn(page: Page, role: RoleName, path: string | null = "api-access"): Promise<void> {
  await setSession(page, (await findDemoMember(role)).personId);
  if (path !== null) await openSettings(page, demo.workspace, path);
}

/** Sets the cookie of a new session. */
export async function setSession(page: Page, personId: string): Promise<void> {
  const [name = "", value = ""] = (await createSessionCookie({ personId })).split("=");
  await page.context().clearCookies();
  await page.context().addCookies([{ name, value, url: process.env.BASE_URL, httpOnly: true }]);
}

export async function findDemoMember(role: RoleName): Promise<Member> {
  const membership = await prisma.membership.findFirstOrThrow({
    where: { person: { email: demo.people[role] }, workspace: { slug: demo.workspace } },
  });
  return { workspaceId: membership.workspaceId as WorkspaceId, personId: membership.personId };
}

export type Member = { workspaceId: WorkspaceId; personId: string };

export type OwnWorkspace = Member & { slug: string; name: string; personName: string };

/** Creates an empty workspace and its owner. */
export async function insertOwnWorkspace(
  { name: personName, email }: Pick<Newcomer, "name" | "email"> = inventPerson(),
): Promise<OwnWorkspace> {
  const personId = createId();
  await prisma.person.create({ data: { id: personId, name: personName, email } });
  const name = `${personName} & Co`.slice(-80);
  const { slug } = await createWorkspace(personId, name);
  const { id } = await prisma.workspace.findUniqueOrThrow({ where: { slug }, select: { id: true } });
  return { workspaceId: id as WorkspaceId, personId, slug, name, personName };
}

/** Signs in the owner of a new, empty workspace and opens a page of its settings unless the path is null. */
export async function openOwnWorkspace(
  page: Page,
  path: string | null = "api-access",
  owner: Pick<Newcomer, "name" | "email"> = inventPerson(),
): Promise<OwnWorkspace> {
  const workspace = await insertOwnWorkspace(owner);
  await setSession(page, workspace.personId);
  if (path !== null) await openSettings(page, workspace.slug, path);
  return workspace;
}

export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export function demoPassword(): string {
  return process.env.DEMO_PASSWORD ?? "";
}

export async function openSettings(page: Page, workspace: string, path: string): Promise<void> {
  await page.goto(`/${workspace}/settings/${path}`);
}

export type Newcomer = { name: string; email: string; password: string };

/** Invents a person without an account. */
export function inventPerson(): Newcomer {
  const id = randomUUID().slice(0, 8);
  return { name: `Nova ${id}`, email: `nova-${id}@example.com`, password: `long enough ${id}` };
}

/** Submits the sign-up form of the open page. */
export async function fillSignUp(page: Page, person: Newcomer, workspaceName?: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  if (workspaceName) await page.getByLabel("Workspace").fill(workspaceName);
  await page.getByRole("button", { name: "Create account" }).click();
}

/** Signs up a new person and opens their list of applications. Returns the workspace's slug. */
export async function signUp(page: Page, person = inventPerson()): Promise<string> {
  await page.goto("/sign-up");
  await fillSignUp(page, person, `${person.name} & Co`);
  await arriveAt(page, page.getByRole("heading", { name: "API access", level: 1 }));
  return new URL(page.url()).pathname.split("/")[1] ?? "";
}

/** Waits until the page after a form is hydrated. */
export async function arriveAt(page: Page, sight: Locator): Promise<void> {
  await expect(sight).toBeVisible();
  await page.waitForLoadState();
}

/** Returns the links in the emails to the address, oldest first. */
export function findLinks(email: string, link: RegExp): string[] {
  return readMails(process.env.MAILS ?? "", email).flatMap(({ text }) => link.exec(text)?.[0] ?? []);
}

export async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}
