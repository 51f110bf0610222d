import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, type Request } from "@playwright/test";
import { pool } from "@/lib/db/pool";
import { readClipboard } from "@/tests/e2e/support/applications";
import { reloadAfterSave } from "@/tests/e2e/support/history";
import { clickHydrated, pressEscape, pressShortcut } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import {
  beginAdding,
  beginDeleting,
  beginEditing,
  insertWebsite,
  inventDomain,
  openInstallation,
  openWebsitesWith,
  pretendArrival,
  readSecret,
  secretDialog,
  turnVerificationOn,
} from "@/tests/e2e/support/website-screens";
import { findTablesWith } from "@/tests/support/matchers/search-database";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test.describe("Adding a website", () => {
  test.beforeEach(({ page }) => signIn(page, "admin", "websites"));

  test("accepts a URL, and shows the snippet and its Content-Security-Policy to copy", async ({ page }) => {
    const domain = inventDomain();
    const dialog = await beginAdding(page);
    await expect(dialog.getByLabel("Allow any domain")).not.toBeChecked();
    await expect(dialog.getByLabel("Respect Do Not Track and Global Privacy Control")).toBeChecked();
    await dialog.getByLabel("Domain", { exact: true }).fill(`https://www.${domain}/pricing?plan=pro`);
    await page.keyboard.press("Enter");

    const snippet = page.getByRole("dialog", { name: `Snippet of ${domain}` });
    await snippet.getByRole("button", { name: "Copy snippet" }).click();
    const copied = await readClipboard(page);
    expect(copied).toContain("<script>");
    expect(copied).toMatch(/trackerId: "[0-9A-Z]{26}"/);
    await snippet.getByRole("button", { name: "Copy policy" }).click();
    const origin = process.env.BASE_URL;
    expect(await readClipboard(page)).toContain(`script-src 'nonce-…' ${origin}/tracker.js;`);
    expect(await readClipboard(page)).toContain(`connect-src ${origin}/collect;`);
    await pressEscape(page);
    await expect(page.getByRole("button", { name: "Add website" })).toBeFocused();

    const row = page.getByRole("row").filter({ hasText: domain });
    await expect(row).toContainText("Not seen yet");
    await expect(row).toContainText("Adrian Peeters");
    await expect(row).toContainText("just now");
    await page.getByRole("button", { name: `Snippet of ${domain}` }).click();
    await expect(snippet.getByRole("region", { name: "Snippet" })).toHaveText(copied);
  });

  test("rejects an invalid and an existing domain beside the field", async ({ page }) => {
    const { domain } = await insertWebsite();
    const dialog = await beginAdding(page);
    const field = dialog.getByLabel("Domain", { exact: true });
    await dialog.getByLabel("Allow any domain").check();
    for (const [input, message] of [
      ["", /not a registrable domain/],
      ["localhost", /not a registrable domain/],
      ["co.uk", /not a registrable domain/],
      [`blog.${domain}`, new RegExp(`${domain} is already one of your websites`)],
    ] as const) {
      await field.fill(input);
      await dialog.getByRole("button", { name: "Add website" }).click();
      await expect(field).toHaveAccessibleDescription(message);
      await expect(field).toBeFocused();
    }
    await expect(dialog.getByLabel("Allow any domain")).toBeChecked();
  });

  test("opens with the C key", async ({ page }) => {
    await pressShortcut(page, "c");
    await expect(page.getByRole("dialog", { name: "Add website" })).toBeVisible();
    await expect(page.getByLabel("Domain", { exact: true })).toBeFocused();
  });
});

test.describe("Editing a website", () => {
  test("saves the settings", async ({ page }) => {
    const { domain } = await openWebsitesWith(page);
    const dialog = await beginEditing(page, domain);
    await dialog.getByLabel("Allow any domain").check();
    await dialog.getByLabel("Respect Do Not Track and Global Privacy Control").uncheck();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText(`${domain} was saved.`)).toBeVisible();
    await expect(page.getByRole("button", { name: `Edit ${domain}`, exact: true })).toBeFocused();
    await beginEditing(page, domain);
    await expect(dialog.getByLabel("Allow any domain")).toBeChecked();
    await expect(dialog.getByLabel("Respect Do Not Track and Global Privacy Control")).not.toBeChecked();
  });

  test("shows the secret once when verification is turned on, with code that computes a proof", async ({
    page,
  }) => {
    const { domain } = await openWebsitesWith(page);
    const secret = await turnVerificationOn(page, domain);
    const dialog = secretDialog(page, domain);
    await dialog.getByRole("button", { name: "Copy .env line" }).click();
    expect(await readClipboard(page)).toBe(`WEBSITE_SECRET=${secret}`);

    await dialog.getByRole("button", { name: "Copy verification with Node.js" }).click();
    const code = (await readClipboard(page)).replace(/^import .*$/m, "");
    const prove = new Function("createHmac", "process", "userId", `${code}\nreturn verification;`);
    const proof = createHmac("sha256", secret).update("user:20").digest("hex");
    expect(prove(createHmac, { env: { WEBSITE_SECRET: secret } }, "20")).toBe(proof);
    for (const language of ["PHP", "Python"]) {
      await dialog.getByRole("tab", { name: language }).click();
      await expect(dialog.getByRole("region", { name: `Verification with ${language}` })).toContainText(
        "WEBSITE_SECRET",
      );
    }
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("row").filter({ hasText: domain })).toContainText("On");

    const edit = await beginEditing(page, domain);
    await expect(edit.getByRole("switch", { name: "Verify identities" })).toBeChecked();
    await expect(edit).not.toContainText(secret);
  });

  test("asks before closing without copying the secret", async ({ page }) => {
    const { domain } = await openWebsitesWith(page);
    const secret = await turnVerificationOn(page, domain);
    await pressEscape(page);
    const question = page.getByRole("alertdialog", { name: "Close without copying the secret?" });
    await question.getByRole("button", { name: "Back to the secret" }).click();
    await expect(secretDialog(page, domain)).toContainText(secret);
    await pressEscape(page);
    await question.getByRole("button", { name: "Close without copying" }).click();
    await expect(secretDialog(page, domain)).toBeHidden();
    await expect(page.getByRole("row").filter({ hasText: domain })).toContainText("On");
  });

  test("regenerates the secret after a confirmation, and shows the new one", async ({ page }) => {
    const { domain } = await openWebsitesWith(page);
    const secret = await turnVerificationOn(page, domain);
    await secretDialog(page, domain).getByRole("button", { name: "Copy and close" }).click();
    const dialog = await beginEditing(page, domain);
    await dialog.getByRole("button", { name: "Regenerate" }).click();
    const question = page.getByRole("alertdialog", { name: `Regenerate the secret of ${domain}?` });
    await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
    await question.getByRole("button", { name: "Regenerate secret" }).click();
    const newSecret = await readSecret(page, domain);
    expect(newSecret).not.toBe(secret);
    await secretDialog(page, domain).getByRole("button", { name: "Copy and close" }).click();
    await expect(secretDialog(page, domain)).toBeHidden();
    expect(await readClipboard(page)).toBe(newSecret);
    await expect(dialog.getByRole("button", { name: "Regenerate" })).toBeFocused();
  });
});

test("A closed secret is in no page, response, database table or server output", async ({ page }) => {
  const { domain, member } = await openWebsitesWith(page);
  const secret = await turnVerificationOn(page, domain);
  await secretDialog(page, domain).getByRole("button", { name: "Copy and close" }).click();
  await expect(secretDialog(page, domain)).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: domain })).toContainText("On");
  expect(await page.content()).not.toContain(secret);
  await openInstallation(page, domain);
  const installation = new URL(page.url()).pathname;
  for (const path of [`/${member.slug}/settings/websites`, installation]) {
    for (const headers of [{}, { rsc: "1" }] as Record<string, string>[]) {
      const response = await page.request.get(path, { headers });
      expect(response.ok()).toBe(true);
      expect(await response.text()).not.toContain(secret);
    }
  }
  expect(await findTablesWith(pool, [secret])).toEqual([]);
  expect(await readFile(process.env.SERVER_OUTPUT ?? "", "utf8")).not.toContain(secret);
});

test.describe("Checking the installation", () => {
  test("shows received events live, and rejected calls with their remedy", async ({ page }) => {
    const domain = await openInstallationOfNew(page);
    await expect(page.getByRole("heading", { name: "Waiting for the first page view" })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "Paste the snippet" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Snippet" })).toBeVisible();

    await pretendArrival(domain, { name: "page viewed", url: `https://www.${domain}/pricing` });
    const row = page.getByRole("row").filter({ hasText: `www.${domain}/pricing` });
    await expect(row).toContainText("page viewed");
    await expect(row).toContainText("Anonymous");
    await expect(page.getByText("Add that domain as a website")).toBeVisible();

    await pretendArrival(domain, { name: "signed up", url: `https://www.${domain}/sign-up` });
    await expect(page.getByRole("row").nth(1)).toContainText("signed up");
    await page.getByRole("button", { name: "Snippet" }).click();
    await expect(page.getByRole("dialog", { name: `Snippet of ${domain}` })).toBeVisible();
  });

  test("does not poll while the page is hidden, and polls when it is visible again", async ({ page }) => {
    await page.clock.install();
    await openInstallationOfNew(page);
    const isPoll = (request: Request) =>
      request.method() === "POST" && request.url().includes("/settings/websites/");
    // The page polls one at a time, so the second poll shows that the first was answered.
    for (let n = 0; n < 2; n += 1) {
      const poll = page.waitForRequest(isPoll);
      await page.clock.runFor(2_000);
      await poll;
    }
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    // Three poll intervals.
    await page.clock.runFor(6_000);
    expect(requests).toEqual([]);
    const poll = page.waitForRequest(isPoll);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await poll;
  });

  test("reports an unreachable server, keeps the page, and recovers", async ({ page }) => {
    const domain = await openInstallationOfNew(page);
    await page.route("**/*", (route) => route.abort());
    await expect(page.getByText("Server not reached")).toBeVisible();
    await expect(page.getByRole("heading", { name: `Installation on ${domain}` })).toBeVisible();
    await page.unroute("**/*");
    await pretendArrival(domain, { name: "page viewed", url: `https://${domain}/` });
    await expect(page.getByRole("row").filter({ hasText: "page viewed" })).toBeVisible();
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
  });

  test("shows the not-found page for an unknown website and for another workspace's", async ({ page }) => {
    const { id } = await insertWebsite();
    const { slug } = await openOwnWorkspace(page, null);
    for (const other of [id, "01M86NEYY03H312CE6DRAF03AJ", "no-id"]) {
      await openSettings(page, slug, `websites/${other}`);
      await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    }
  });
});

test("Deleting a website asks first, shows its last use, and focuses Cancel", async ({ page }) => {
  const { domain, member } = await openWebsitesWith(page);
  await insertWebsite(member);
  const question = await beginDeleting(page, domain);
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(question).toContainText("No page has used the snippet yet.");
  await expect(question).toContainText("Users and events stay.");
  await page.keyboard.press("Enter");
  await expect(question).toBeHidden();
  await pretendArrival(domain, { name: "page viewed", url: `https://${domain}/` });
  await reloadAfterSave(page);
  await beginDeleting(page, domain);
  await expect(question).toContainText("The snippet is in use");
  await question.getByRole("button", { name: "Delete website" }).click();
  await expect(page.getByText(`${domain} was deleted.`)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: domain })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Delete / }).and(page.locator(":focus"))).toBeVisible();
});

test("An empty list explains websites, and adds the first", async ({ page }) => {
  await openOwnWorkspace(page, "websites");
  await expect(page.getByRole("heading", { name: "No websites yet" })).toBeVisible();
  const first = page.getByRole("button", { name: "Add your first website" });
  const dialog = page.getByRole("dialog", { name: "Add website" });
  await clickHydrated(first);
  await expect(dialog).toBeVisible();
  const domain = inventDomain();
  await dialog.getByLabel("Domain", { exact: true }).fill(domain);
  await dialog.getByRole("button", { name: "Add website" }).click();
  await page.getByRole("link", { name: "Check installation" }).click();
  await expect(page.getByRole("heading", { name: `Installation on ${domain}` })).toBeVisible();
});

test("A member sees websites, snippets and events; disabled buttons say why", async ({ page }) => {
  await signIn(page, "member", "websites");
  for (const name of ["Add website", "Edit fieldnote.example", "Delete fieldnote.example"]) {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toBeDisabled();
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAccessibleDescription("Only owners and admins can do this.");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await clickHydrated(page.getByRole("button", { name: "Snippet of fieldnote.example" }));
  await page.getByRole("dialog").getByRole("link", { name: "Check installation" }).click();
  await expect(page.getByRole("heading", { name: "Installation on fieldnote.example" })).toBeVisible();
});

test("Many websites are paginated", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, null);
  await pool.query(
    `INSERT INTO "Website" ("workspaceId", "id", "domain", "trackerId")
     SELECT w."id", w."id" || n, 'site-' || n || '.example', w."id" || n
     FROM "Workspace" w, generate_series(1001, 2000) n WHERE w."slug" = $1`,
    [slug],
  );
  await openSettings(page, slug, "websites?page=20");
  await expect(page.getByText("951–1,000 of 1,000")).toBeVisible();
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(page.getByText("901–950 of 1,000")).toBeVisible();
  const next = page.getByRole("link", { name: "Next" });
  await next.press("Enter");
  await expect(page.getByText("951–1,000 of 1,000")).toBeVisible();
  await expect(next).toBeDisabled();
  await expect(next).toBeFocused();
  await page.getByRole("link", { name: "Previous" }).press("Enter");
  await expect(page.getByText("901–950 of 1,000")).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("site-1901.example");
});

/** Opens the installation page of a website in a new workspace. */
async function openInstallationOfNew(page: Page): Promise<string> {
  const member = await openOwnWorkspace(page, null);
  const { id, domain } = await insertWebsite(member);
  await openSettings(page, member.slug, `websites/${id}`);
  await expect(page.getByRole("heading", { name: `Installation on ${domain}` })).toBeVisible();
  return domain;
}
