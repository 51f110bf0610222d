import { expect, type Page } from "@playwright/test";
import { deleteApplication, setEnabled } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { regenerateKey } from "@/lib/keys/mutations";
import { callApi, insertApplication, openListWith } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { insertOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("The list prefetches only the logs of the hovered application", async ({ page }) => {
  const ahead = new Set<string | null>();
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (searchParams.has("_rsc")) ahead.add(pathname);
  });
  await signIn(page, "member");
  await page.waitForLoadState("networkidle");
  const links = page.getByRole("table").getByRole("link");
  const logs = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(logs.filter((log) => ahead.has(log))).toEqual([]);
  const link = page.getByRole("link", { name: "Logs of Customer dashboard" });
  await link.hover();
  const wanted = await link.getAttribute("href");
  await expect.poll(() => logs.filter((log) => ahead.has(log))).toEqual([wanted]);
});

test("The list updates status, last use and calls without a reload, in every tab", async ({ page }) => {
  const { id, name, key, member } = await openListWith(page);
  const second = await page.context().newPage();
  await openSettings(second, member.slug, "api-access");
  for (const tab of [page, second])
    await expect(tab.getByRole("row").filter({ hasText: name })).toContainText("Never used");
  await callApi("/validate", key);
  await setEnabled(member.workspaceId, null, id, false);
  for (const tab of [page, second]) {
    const row = tab.getByRole("row").filter({ hasText: name });
    await expect(row).toContainText("Disabled");
    await expect(row).not.toContainText("Never used");
    await expect(row.getByRole("button", { name: /in the last 36 hours: 1 OK/ })).toBeVisible();
  }
});

test("The list polls only while it is visible, and immediately when it becomes visible", async ({ page }) => {
  const { member } = await openListWith(page);
  await page.waitForResponse(/logs\/activity/);
  await setVisible(page, false);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const visible = await page.context().newPage();
  await openSettings(visible, member.slug, "api-access");
  for (let polls = 0; polls < 2; polls += 1) await visible.waitForResponse(/logs\/activity/);
  expect(requests.filter((url) => url.includes("activity"))).toEqual([]);
  const polled = page.waitForResponse(/logs\/activity/);
  await setVisible(page, true);
  await polled;
});

test("The sort order of the list is in the URL", async ({ page }) => {
  await signIn(page, "member");
  const heading = page.getByRole("columnheader", { name: "Name" });
  const readNames = async () => {
    const cells = await page.locator("tbody td:nth-child(2)").allInnerTexts();
    return cells.map((text) => text.split("\n", 1)[0]?.toLowerCase());
  };
  await clickHydrated(heading.getByRole("button"));
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
  const ascending = await readNames();
  expect(ascending.length).toBeGreaterThan(2);
  expect(ascending).toEqual(ascending.toSorted());
  await heading.getByRole("button").click();
  await expect(heading).toHaveAttribute("aria-sort", "descending");
  await page.reload();
  await expect(heading).toHaveAttribute("aria-sort", "descending");
  const descending = await readNames();
  expect(descending).toEqual(descending.toSorted().reverse());
});

test("The search of the list is in the URL", async ({ page }) => {
  await signIn(page, "member");
  await page.getByLabel("Search applications").fill("CRM");
  await expect(page.getByText("1 application matches")).toBeVisible();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(page.getByLabel("Search applications")).toHaveValue("CRM");
  await openSettings(page, "demo", "api-access?search=no such thing");
  await expect(page.getByText("No application matches").first()).toBeVisible();
  await clickHydrated(page.getByRole("button", { name: "Clear search" }));
  await expect(page.getByRole("row").filter({ hasText: "Customer dashboard" })).toBeVisible();
});

test("The list shows permissions and creator at every width", async ({ page }) => {
  const { name } = await openListWith(page, { allow: ["Read segments"] });
  const row = page.getByRole("row").filter({ hasText: name });
  for (const width of [390, 820, 1100]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(row.getByRole("button", { name: "Read segments" })).toBeVisible();
    await expect(row.getByText(/^Created (just now|1 minute ago) by ./)).toBeVisible();
  }
});

test("A pasted key finds its application and never appears in a URL", async ({ page }) => {
  const { name, key, member } = await openListWith(page);
  await insertApplication({ member });
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  const search = page.getByLabel("Search applications");
  await search.fill(key);
  await expect(search).toHaveValue(`jny_…${key.slice(-4)}`);
  await expect(page.getByText("1 application matches")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  expect([...addresses, page.url()].filter((address) => address.includes(key.slice(0, 20)))).toEqual([]);
  await page.reload();
  await expect(search).toHaveValue(`jny_…${key.slice(-4)}`);
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
});

test("A pasted key that is replaced, deleted, mistyped or another workspace's gets its own message", async ({
  page,
}) => {
  const { member, ...replaced } = await openListWith(page);
  const { key: keyOf } = await getApplication(member.workspaceId, replaced.id);
  await regenerateKey(member.workspaceId, member.personId, { applicationId: replaced.id, keyId: keyOf.id });
  const deleted = await insertApplication({ member });
  await deleteApplication(member.workspaceId, member.personId, deleted.id);
  const foreign = await insertApplication({ member: await insertOwnWorkspace() });

  const search = page.getByLabel("Search applications");
  const result = page.getByRole("status").filter({ hasText: /key|application/ });
  await search.fill(`x-api-key: ${replaced.key}`);
  await expect(result).toContainText(/^This key was replaced on /);
  await expect(page.getByRole("row").filter({ hasText: replaced.name })).toBeVisible();
  await search.fill(deleted.key);
  await expect(page.getByRole("heading", { name: `This key belonged to ${deleted.name}` })).toBeVisible();
  await expect(page.getByText(/The application was deleted on /)).toBeVisible();
  await search.fill(foreign.key);
  await expect(result).toHaveText("Unknown key. Check that it belongs to this workspace.");
  await expect(search).not.toHaveValue(new RegExp(foreign.key.slice(-4)));
  await search.fill(foreign.key.slice(0, -1));
  await expect(result).toContainText("Incomplete or mistyped key");
});

/** Simulates a switch to another tab. */
async function setVisible(page: Page, isVisible: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !isVisible);
}
