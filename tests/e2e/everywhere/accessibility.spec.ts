import { expect, type Locator } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import {
  beginCreating,
  beginDeleting,
  beginEditing,
  callApi,
  insertApplication,
  inventName,
  readKey,
} from "@/tests/e2e/support/applications";
import { clickHydrated, pressEscape } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import {
  beginAdding,
  beginEditing as beginEditingWebsite,
  inventDomain,
  openInstallation,
  pretendArrival,
  secretDialog,
  turnVerificationOn,
} from "@/tests/e2e/support/website-screens";

test.use({ permissions: ["clipboard-read", "clipboard-write"], colorScheme: "light" });

test.describe("In light and dark colours, axe finds no violation", () => {
  test("on sign-in, sign-up, forgotten passwords, an invitation and a 404 page", async ({ page }) => {
    await page.goto("/sign-in");
    await clickHydrated(page.getByRole("button", { name: "Sign in" }));
    await expect(page.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await page.goto("/sign-up");
    await expect(page.getByRole("heading", { name: "Create an account" })).toBeVisible();
    await expectAccessible(page);
    await page.goto("/forgot-password");
    await clickHydrated(page.getByRole("button", { name: "Send link" }));
    await expect(page.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await page.getByLabel("Email").fill("nobody@example.com");
    await page.getByRole("button", { name: "Send link" }).click();
    await expect(page.getByText("Check your mailbox")).toBeVisible();
    await expectAccessible(page);
    await page.goto("/reset-password#not-a-token");
    await expect(page.getByText("This link does not work")).toBeVisible();
    await expectAccessible(page);
    await page.goto("/confirm-email#not-a-token");
    await expect(page.getByText("This link does not work")).toBeVisible();
    await expectAccessible(page);
    await page.goto("/invite/not-a-link");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await page.goto("/no/such/page");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  });

  test("in an empty workspace", async ({ page }) => {
    await openOwnWorkspace(page);
    await expect(page.getByRole("heading", { name: "No applications yet" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "All logs" }).click();
    await expect(page.getByRole("heading", { name: "No calls yet" })).toBeVisible();
    await expectAccessible(page);
  });

  test("in the creation of a key", async ({ page }) => {
    await openOwnWorkspace(page);
    const creation = await beginCreating(page);
    await creation.getByRole("button", { name: "Create application" }).click();
    await expect(creation.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
    await creation.getByRole("button", { name: "Read only" }).click();
    await expectAccessible(page);

    const name = inventName();
    await creation.getByLabel("Name").fill(name);
    await creation.getByRole("button", { name: "Create application" }).click();
    await readKey(page, name);
    await expectAccessible(page);
    await pressEscape(page);
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectAccessible(page);
  });

  test("in the dialogs of an application", async ({ page }) => {
    const member = await openOwnWorkspace(page, null);
    const { name } = await insertApplication({ member });
    await openSettings(page, member.slug, "api-access");
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
    await expectAccessible(page);
    const edit = await beginEditing(page, name);
    await expectAccessible(page);
    await edit.getByRole("button", { name: "Regenerate" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectAccessible(page);
    await pressEscape(page);
    await expect(page.getByRole("alertdialog")).toBeHidden();
    await pressEscape(page);
    await expect(edit).toBeHidden();
    await beginDeleting(page, name);
    await expectAccessible(page);
  });

  test("in the list of a member and a search without a match", async ({ page }) => {
    await signIn(page, "member");
    await expectAccessible(page);
    await openSettings(page, "demo", "api-access?search=nothing+has+this+name");
    await expect(page.getByRole("heading", { name: "No application matches" })).toBeVisible();
    await expectAccessible(page);
  });

  test("in the logs, a call and the audit log", async ({ page }) => {
    const { id, key } = await insertApplication();
    await callApi("/validate", key);
    await callApi("/nowhere?to=go", key);
    await signIn(page, "admin", `api-access/${id}/logs`);
    const calls = page.getByRole("table").getByRole("link");
    await expect(calls).toHaveCount(2);
    await expectAccessible(page);
    await clickHydrated(calls.first());
    await expect(page.getByRole("dialog").getByText("[removed]")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Reveal values" }).click();
    await expect(page.getByRole("button", { name: "Mask values" })).toBeVisible();
    await expectAccessible(page);
    await openSettings(page, "demo", "audit-log");
    await expect(page.getByRole("table")).toBeVisible();
    await expectAccessible(page);
    await openSettings(page, "demo", "api-access/logs");
    await expect(page.getByRole("heading", { name: "Logs of all applications" })).toBeVisible();
    await expectAccessible(page);
  });

  test("in the websites: none, one, snippet, secret and events", async ({ page }) => {
    await openOwnWorkspace(page, "websites");
    await expect(page.getByRole("heading", { name: "No websites yet" })).toBeVisible();
    await expectAccessible(page);
    const adding = await beginAdding(page);
    await adding.getByRole("button", { name: "Add website" }).click();
    await expect(adding.getByLabel("Domain", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    const domain = inventDomain();
    await adding.getByLabel("Domain", { exact: true }).fill(domain);
    await adding.getByRole("button", { name: "Add website" }).click();
    const snippet = page.getByRole("dialog", { name: `Snippet of ${domain}` });
    await expect(snippet).toBeVisible();
    await expectAccessible(page);
    await snippet.getByRole("button", { name: "Close" }).first().click();
    await expect(snippet).toBeHidden();
    await expectAccessible(page);

    await turnVerificationOn(page, domain);
    await expectAccessible(page);
    await secretDialog(page, domain).getByRole("button", { name: "Copy and close" }).click();
    await expect(secretDialog(page, domain)).toBeHidden();
    const edit = await beginEditingWebsite(page, domain);
    await edit.getByText("How to compute a proof").click();
    await expectAccessible(page);
    await pressEscape(page);
    await expect(edit).toBeHidden();
    await openInstallation(page, domain);
    await expectAccessible(page);
    await pretendArrival(domain, { name: "page viewed", url: `https://${domain}/` });
    await expect(page.getByRole("row").filter({ hasText: "page viewed" })).toBeVisible();
    await expectAccessible(page);
  });

  test("in the members, an invitation, the workspace and its menus", async ({ page }) => {
    const { slug } = await openOwnWorkspace(page, "members");
    await clickHydrated(page.getByRole("button", { name: "Invite a member" }));
    const dialog = page.getByRole("dialog");
    await expectAccessible(page);
    await dialog.getByLabel("Email", { exact: true }).fill("guest@example.com");
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await expect(page.getByRole("row").filter({ hasText: "guest@example.com" })).toContainText("Sent");
    await clickHydrated(page.getByRole("button", { name: "Invite a member" }));
    await dialog.getByLabel("Anyone with the link").check();
    await dialog.getByRole("button", { name: "Create link" }).click();
    await expect(dialog.getByRole("region", { name: "Invitation link" })).toBeVisible();
    await expectAccessible(page);
    await pressEscape(page);
    await page.getByRole("button", { name: "Close without copying" }).click();
    await expect(page.getByRole("heading", { name: "Pending invitations" })).toBeVisible();
    await expectAccessible(page);

    await openSettings(page, slug, "general");
    await expect(page.getByRole("heading", { name: "General" })).toBeVisible();
    await expectAccessible(page);
    await clickHydrated(page.getByRole("button", { name: /^Workspace: / }));
    await expect(page.getByRole("menu")).toBeVisible();
    // An open menu is outside of all landmarks and hides them.
    await expectAccessible(page, { except: ["region"] });
    await page.getByRole("menuitem", { name: "Create workspace" }).click();
    await expect(page.getByRole("dialog", { name: "Create workspace" })).toBeVisible();
    await expectAccessible(page);
  });
});

test("The chosen theme overrides the system's, and starts no transition", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await signIn(page, "member");
  await clickHydrated(page.getByRole("button", { name: "Theme" }));
  const transitions = await page.locator("main").evaluateHandle((main) => {
    const properties: string[] = [];
    main.addEventListener("transitionrun", (event) => {
      properties.push((event as TransitionEvent).propertyName);
    });
    return properties;
  });
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  expect(await transitions.jsonValue()).toEqual([]);
  await page.reload();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
});

test("Forced colours show what is ticked, on or selected", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, forcedColors: "active" });
  const page = await context.newPage();
  const getColour = (target: Locator) => target.evaluate((node) => getComputedStyle(node).backgroundColor);
  // The newest is on the first page of the list, however many other flows create.
  const { name } = await insertApplication();
  await signIn(page, "admin");
  const menu = page.getByRole("navigation", { name: "Settings" });
  const [current, other] = [menu.getByRole("link", { name: "API access" }), menu.getByRole("link").last()];
  expect(await getColour(current)).not.toBe(await getColour(other));
  const edit = await beginEditing(page, name);
  await expect(edit.getByRole("checkbox").first()).toHaveCSS("appearance", "auto");
  const enable = edit.getByRole("switch");
  const on = await getColour(enable);
  await enable.click();
  await expect(enable).not.toHaveCSS("background-color", on);
  await context.close();
});

test("At 400% zoom the whole dialog scrolls and each field is reachable", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await openOwnWorkspace(page);
  const dialog = await beginCreating(page);
  for (const field of [dialog.getByLabel("Name"), dialog.getByRole("checkbox").last()]) {
    await field.focus();
    await expect(field).toBeInViewport({ ratio: 1 });
  }
  await dialog.getByRole("button", { name: "Create application" }).scrollIntoViewIfNeeded();
  await expect(dialog.getByLabel("Name")).not.toBeInViewport();
});
