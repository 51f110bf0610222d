import { randomUUID } from "node:crypto";
import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { RoleName } from "@/lib/auth/permissions";
import { demo } from "@/prisma/demo";

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

/** Signing in takes its time, and so many tries are let in: each role does it once, and comes back as a browser does. */
const sessions = new Map<RoleName, Cookies>();

/** Signs a person of the demo workspace in, and opens a page of its settings. */
export async function signIn(page: Page, role: RoleName, path = "api-access"): Promise<void> {
  await page.context().clearCookies();
  const known = sessions.get(role);
  if (known) await page.context().addCookies(known);
  else {
    await page.goto("/sign-in");
    await fillSignIn(page, demo.people[role], demoPassword());
    await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
    sessions.set(role, await page.context().cookies());
  }
  await openSettings(page, demo.workspace, path);
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

/** Somebody whom nothing knows yet. */
export function inventPerson(): Newcomer {
  const id = randomUUID().slice(0, 8);
  return { name: `Nova ${id}`, email: `nova-${id}@example.com`, password: `long enough ${id}` };
}

/** Signs somebody up from the page that is open, and leaves them where the form leads to. */
export async function fillSignUp(page: Page, person: Newcomer, workspaceName?: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  if (workspaceName) await page.getByLabel("Workspace").fill(workspaceName);
  await page.getByRole("button", { name: "Create account" }).click();
}

/** A newcomer with a workspace of their own, whose list of applications is open. Returns the workspace's slug. */
export async function signUp(page: Page, person = inventPerson()): Promise<string> {
  await page.goto("/sign-up");
  await fillSignUp(page, person, `${person.name} & Co`);
  await arriveAt(page, page.getByRole("heading", { name: "API access", level: 1 }));
  return new URL(page.url()).pathname.split("/")[1] ?? "";
}

/** Waits for a page that a form led to: until it has its scripts nothing that is pressed is heard. */
export async function arriveAt(page: Page, sight: Locator): Promise<void> {
  await expect(sight).toBeVisible();
  await page.waitForLoadState();
}
