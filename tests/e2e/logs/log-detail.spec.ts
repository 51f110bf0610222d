import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { devices, expect, type Locator, type Page } from "@playwright/test";
import { callApi, insertApplication, readClipboard } from "@/tests/e2e/support/applications";
import { expectHint } from "@/tests/e2e/support/hints";
import { pressEscape, waitForHydration } from "@/tests/e2e/support/hydration";
import { findDemoMember, openSettings, setSession, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

const user = "ada-e2e@example.com";
const upsert = JSON.stringify({
  identification: { userId: "it's 20180", email: user },
  properties: { plan: `"pro" $HOME`, tags: ["a", "b"], שם: "שלום" },
});

type Log = { applicationId: string; name: string; key: string; ids: string[] };

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test.describe("The detail of a call", () => {
  let log: Log;

  test.beforeEach(async ({ page }) => {
    await setSession(page, (await findDemoMember("admin")).personId);
    log = await makeCalls();
  });

  test("masks values until they are revealed, and the audit log records who revealed them", async ({
    page,
  }) => {
    const received = recordResponses(page);
    await openLog(page, log);
    await rowOf(page, 1).click();
    const call = page.getByRole("dialog");
    await expect(call.getByRole("region", { name: "Request body" })).toContainText('"email": "•••"');
    await expect(call).toContainText("Revealing is recorded in the audit log");
    expect(await received()).not.toContain(user);

    await call.getByRole("button", { name: "Reveal values" }).click();
    await expect(call.getByRole("region", { name: "Request body" })).toContainText(`"email": "${user}"`);
    await page.keyboard.press("j");
    await expect(call).toContainText(log.ids[1] ?? "");
    await expect(call.getByText("ada-query")).toBeVisible();

    await openSettings(page, "demo", "audit-log");
    const entry = page
      .getByRole("table")
      .getByRole("row")
      .filter({ hasText: /revealed/i })
      .filter({ hasText: log.name });
    await expect(entry).toHaveCount(1);
    await expect(entry).toContainText(`Revealed the values in calls of ${log.name}`, { ignoreCase: true });
    await expect(entry).toContainText(`first call ${log.ids[0]}`);
    await expect(entry).toContainText("Adrian");
    await entry.getByRole("link", { name: log.name }).click();
    await expect(page.getByRole("heading", { name: `Logs of ${log.name}` })).toBeVisible();
  });

  test("shows the bodies before the details", async ({ page }) => {
    await openLog(page, log);
    await rowOf(page, 1).click();
    const headings = page.getByRole("dialog").getByRole("heading", { level: 3 });
    await expect(headings).toHaveText([
      "Response body",
      "Request body",
      "Details",
      "Request headers",
      "Response headers",
    ]);
  });

  test("shows members masked values, and says who can reveal them", async ({ page }) => {
    const received = recordResponses(page);
    await signIn(page, "member", `api-access/logs?call=${log.ids[1]}`);
    const call = page.getByRole("dialog");
    await expect(call.getByText("email", { exact: true })).toBeVisible();
    await expect(call.getByText("•••").first()).toBeVisible();
    for (const name of ["Reveal values", "Copy as"])
      await expectHint(page, call.getByRole("button", { name }), "Only owners and admins can do this.");
    expect(await received()).not.toContain("ada-query");
    await openSettings(page, "demo", "audit-log");
    await expect(page.getByRole("heading", { name: "Only owners and admins can see this" })).toBeVisible();
  });

  test("steps through the list by buttons and keys, and returns the focus to the row", async ({ page }) => {
    await openLog(page, log);
    await rowOf(page, 1).click();
    const call = page.getByRole("dialog");
    const shows = (index: number) => expect(call).toContainText(log.ids[index] ?? "");
    await shows(0);
    await page.keyboard.press("j");
    await shows(1);
    await page.keyboard.press("ArrowDown");
    await shows(2);
    await page.keyboard.press("j");
    await shows(2);
    await call.getByRole("button", { name: "Older call" }).hover();
    await expect(page.getByRole("tooltip")).toHaveText("No older call in the list");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("k");
    await shows(0);
    await call.getByRole("button", { name: "Older call" }).click();
    await shows(1);
    // The list beside it stays usable.
    await rowOf(page, 3).click();
    await shows(2);
    await pressEscape(page);
    await expect(call).toBeHidden();
    await expect(rowOf(page, 3)).toBeFocused();
  });

  test("has its own URL, and Back closes it", async ({ page, context }) => {
    await openLog(page, log);
    const list = page.url();
    await rowOf(page, 2).click();
    const call = page.getByRole("dialog");
    await expect(call).toContainText(log.ids[1] ?? "");
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.getByRole("dialog")).toContainText(log.ids[1] ?? "");
    await pressEscape(other);
    await expect(other.getByRole("dialog")).toBeHidden();

    await page.keyboard.press("k");
    await expect(call).toContainText(log.ids[0] ?? "");
    await page.goBack();
    await expect(call).toBeHidden();
    expect(page.url()).toBe(list);
  });

  test("copies each part", async ({ page }) => {
    await openLog(page, log);
    await rowOf(page, 1).click();
    const call = page.getByRole("dialog");
    await call.getByRole("button", { name: "Reveal values" }).click();
    await expect(call.getByRole("button", { name: "Mask values" })).toBeVisible();
    const copies = async (name: string, text: string | RegExp) => {
      await call.getByRole("button", { name, exact: true }).click();
      await expect.poll(() => readClipboard(page)).toMatch(text);
    };
    await copies("Copy request id", log.ids[0] ?? "");
    await copies("Copy utc", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    await copies("Copy unix", /^\d{10}\.\d{3}$/);
    await copies("Copy path", "/api/users/upsert");
    await copies("Copy path identification.email", "identification.email");
    await copies("Copy value of identification.email", user);
    await copies("Copy value of properties.tags", '[\n  "a",\n  "b"\n]');
    await copies("Copy cache-control", "no-store");
    await copies("Copy response headers", /^x-request-id: 0/m);
    await call.getByRole("button", { name: "Copy request body" }).click();
    await expect.poll(() => readClipboard(page)).toBe(upsert);

    await call.getByRole("button", { name: "Fold identification" }).click();
    await expect(call.getByRole("region", { name: "Request body" })).toContainText(
      '"identification": {2 fields}',
    );
  });

  test("shows a right-to-left name before its value", async ({ page }) => {
    await openLog(page, log);
    await rowOf(page, 1).click();
    const call = page.getByRole("dialog");
    await call.getByRole("button", { name: "Reveal values" }).click();
    const boxOf = (text: string) => call.getByText(text, { exact: true }).boundingBox();
    await expect(call.getByText('"שלום"', { exact: true })).toBeVisible();
    const [name, value] = [await boxOf('"שם"'), await boxOf('"שלום"')];
    expect((name?.x ?? 0) + (name?.width ?? 0)).toBeLessThan(value?.x ?? 0);
  });

  test("copies a curl command that repeats the call", async ({ page }) => {
    await openLog(page, log);
    await rowOf(page, 1).click();
    const call = page.getByRole("dialog");
    await call.getByRole("button", { name: "Copy as" }).hover();
    await expect(page.getByRole("tooltip")).toHaveText("Reveal the values first.");
    await call.getByRole("button", { name: "Reveal values" }).click();
    await expect(call.getByRole("button", { name: "Mask values" })).toBeVisible();
    await call.getByRole("button", { name: "Copy as" }).click();
    await page.getByRole("menuitem", { name: "curl" }).click();
    await expect(call.getByRole("button", { name: "Copied" })).toBeVisible();
    const command = await readClipboard(page);
    expect(command).not.toContain(log.key);

    const env = { ...process.env, API_KEY: log.key };
    const { stdout } = await promisify(execFile)("bash", ["-c", command], { env });
    expect(JSON.parse(stdout)).toMatchObject({ message: "The user was saved.", meta: { status: 201 } });
    const saved = await callApi(`/users/${encodeURIComponent("it's 20180")}`, log.key);
    expect((await saved.json()).data.properties).toMatchObject({ plan: `"pro" $HOME` });
  });

  test("says when a call is not in the log", async ({ page }) => {
    await openSettings(page, "demo", "api-access/logs?call=01ARZ3NDEKTSV4RRFFQ69G5FAV");
    await expect(page.getByRole("alert").filter({ hasText: "not in the log" })).toBeVisible();
  });
});

test.describe("On a phone", () => {
  const { userAgent, hasTouch, isMobile, deviceScaleFactor } = devices["Pixel 7"];
  test.use({ viewport: { width: 390, height: 844 }, userAgent, hasTouch, isMobile, deviceScaleFactor });

  test("the detail is a bottom sheet that fits the width and closes", async ({ page }) => {
    await setSession(page, (await findDemoMember("admin")).personId);
    const log = await makeCalls();
    await openLog(page, log);
    await rowOf(page, 1).tap();
    const call = page.getByRole("dialog");
    await call.getByRole("button", { name: "Reveal values" }).tap();
    await expect(call.getByRole("button", { name: "Mask values" })).toBeVisible();
    const box = await call.boundingBox();
    expect(box).toMatchObject({ x: 0, width: 390 });
    expect(box && Math.round(box.y + box.height)).toBe(844);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await call.getByRole("button", { name: "Close" }).tap();
    await expect(call).toBeHidden();
  });
});

/** Makes a read, a search and an upsert. Their ids, newest first. */
async function makeCalls(): Promise<Log> {
  const allow = ["Read contacts", "Track events, create and update contacts"];
  const { id, name, key } = await insertApplication({ allow });
  const answers = [
    await callApi("/validate", key),
    await callApi("/users?email=ada-query%40example.com", key),
    await fetch(`${process.env.BASE_URL}/api/users/upsert`, {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/json" },
      body: upsert,
    }),
  ];
  const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).meta.requestId));
  return { applicationId: id, name, key, ids: ids.toReversed() };
}

async function openLog(page: Page, { applicationId, name, ids }: Log): Promise<void> {
  await openSettings(page, "demo", `api-access/${applicationId}/logs`);
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(ids.length + 1);
  await waitForHydration(rowOf(page, 1));
}

/** The link of a table row. Row 0 is the header. */
function rowOf(page: Page, index: number): Locator {
  return page.getByRole("table").getByRole("row").nth(index).getByRole("link");
}

/** Records every response body from now on. */
function recordResponses(page: Page): () => Promise<string> {
  const texts: Promise<string>[] = [];
  page.on("requestfinished", (request) => {
    const read = async () => (await request.response())?.text() ?? "";
    texts.push(read().catch(() => ""));
  });
  return async () => (await Promise.all(texts)).join("\n");
}
