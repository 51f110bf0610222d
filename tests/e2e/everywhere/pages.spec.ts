import { expect, type Page } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { insertApplication } from "@/tests/e2e/support/applications";
import { goBack } from "@/tests/e2e/support/history";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { insertOwnWorkspace, openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { insertWebsite } from "@/tests/e2e/support/website-screens";
import { createConnectorIn } from "@/tests/support/factories/connector";

type Fetched = { status: number; html: string; scripts: string };

/** Fetches a page and separates its scripts, whose data Next splits differently in each rendering. */
async function get(page: Page, path: string, id: string): Promise<Fetched> {
  const response = await page.request.get(path);
  const body = (await response.text()).replaceAll(id, "ID");
  const script = /<script\b[\s\S]*?<\/script>/g;
  return {
    status: response.status(),
    html: body.replace(script, ""),
    scripts: (body.match(script) ?? []).join(""),
  };
}

test("answers the same 404 for missing pages and those of another workspace", async ({ page }) => {
  const [website, application] = [await insertWebsite(), await insertApplication()];
  const { connector } = await createConnectorIn();
  const { slug } = await openOwnWorkspace(page, null);
  const contactId = createId();
  const { workspaceId: otherId } = await insertOwnWorkspace();
  await prisma.user.create({
    data: { workspaceId: otherId, id: contactId, properties: { name: "Kim Otsuka" } },
  });
  const missing = createId();
  const paths: [(id: string) => string, { id: string; name: string }][] = [
    [(id) => `/${slug}/settings/websites/${id}`, { id: website.id, name: website.domain }],
    [(id) => `/${slug}/settings/sdk-connector/${id}`, connector],
    [(id) => `/${slug}/settings/sdk-connector/${id}/set-up`, connector],
    [(id) => `/${slug}/settings/api-access/${id}/logs`, application],
    [(id) => `/${slug}/settings/api-access/${id}`, application],
    [(id) => `/${slug}/contacts/user/${id}`, { id: contactId, name: "Kim Otsuka" }],
  ];
  for (const [pathOf, { id, name }] of paths) {
    const absent = await get(page, pathOf(missing), missing);
    expect(absent.status).toBe(404);
    const foreign = await get(page, pathOf(id), id);
    expect(foreign).toMatchObject({ status: 404, html: absent.html });
    expect(foreign.scripts).not.toContain(name);
  }
  for (const path of ["/nowhere/settings/general", `/${slug}/settings/nothing`, `/invite/${missing}`])
    expect((await page.request.get(path)).status()).toBe(404);
});

test("names page and workspace in the title, and keeps the navigation on a 404 page", async ({ page }) => {
  const { slug, name } = await openOwnWorkspace(page);
  await expect(page).toHaveTitle(`API access · ${name}`);
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page).toHaveTitle(`Members · ${name}`);
  await openSettings(page, slug, "nothing");
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await expect(page).toHaveTitle(`Not found · ${name}`);
  await page.getByRole("link", { name: "General" }).click();
  await expect(page.getByRole("heading", { name: "General" })).toBeVisible();
});

test("asks before a link, Back or closing the tab discards unsaved changes", async ({ page }) => {
  const { slug } = await openOwnWorkspace(page, "members");
  await openSettings(page, slug, "general");
  const name = page.getByLabel("Name", { exact: true });
  await waitForHydration(name);
  await name.fill("Another name");
  const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
  for (const leave of [() => page.getByRole("link", { name: "Members" }).click(), () => goBack(page)]) {
    await leave();
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(question).toBeHidden();
    await expect(name).toHaveValue("Another name");
  }
  const closing = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  await (await closing).dismiss();

  await page.getByRole("link", { name: "Members" }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
  await openSettings(page, slug, "general");
  await expect(name).not.toHaveValue("Another name");
});

test("does not ask after the changes are saved", async ({ page }) => {
  await openOwnWorkspace(page, "general");
  const name = page.getByLabel("Name", { exact: true });
  await waitForHydration(name);
  await name.fill("Another name");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
});

test("focuses the first field of sign-in and sign-up, but not on a touch screen", async ({
  page,
  browser,
}) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.goto("/sign-up");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  const phone = await browser.newPage({ hasTouch: true, isMobile: true, baseURL: process.env.BASE_URL });
  await phone.goto("/sign-in");
  await waitForHydration(phone.getByLabel("Email"));
  await expect(phone.getByLabel("Email")).not.toBeFocused();
  await phone.close();
});
