import { expect } from "@playwright/test";
import {
  beginCreating,
  beginEditing,
  callApi,
  callStatus,
  copyAndClose,
  createApplication,
  inventName,
  keyDialog,
  readClipboard,
  readKey,
  regenerate,
} from "@/tests/e2e/support/applications";
import { pressEscape } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test.describe("The key", () => {
  test.beforeEach(({ page }) => openOwnWorkspace(page));

  test("is on the clipboard when its dialog closes, and authenticates calls", async ({ page }) => {
    const { key } = await createApplication(page, { allow: ["Read segments"] });
    expect(await readClipboard(page)).toBe(key);
    const answer = await callApi("/validate", await readClipboard(page));
    expect(answer.status).toBe(200);
    expect((await answer.json()).data).toEqual({ permissions: ["ReadSegments"] });
    expect(await callStatus("/segments/users", key)).toBe(200);
    expect(await callStatus("/events", key)).toBe(401);
  });

  test("comes with a .env line, a curl call and SDK code", async ({ page }) => {
    const { name, key } = await beginWithKey(page);
    const dialog = keyDialog(page, name);
    await dialog.getByRole("button", { name: "Copy .env line" }).click();
    expect(await readClipboard(page)).toBe(`API_KEY=${key}`);
    await dialog.getByRole("button", { name: "Copy first call with curl" }).click();
    expect(await readClipboard(page)).toBe(
      `curl "${process.env.BASE_URL}/api/validate" \\\n  -H "x-api-key: ${key}"`,
    );
    for (const [language, read] of [
      ["Node.js", "process.env.API_KEY"],
      ["PHP", 'getenv("API_KEY")'],
      ["Python", 'os.environ["API_KEY"]'],
    ] as const) {
      await dialog.getByRole("tab", { name: language }).click();
      await expect(dialog.getByRole("region", { name: `First call with ${language}` })).toContainText(read);
    }
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
  });

  test("does not count as copied when code without it is copied", async ({ page }) => {
    const { name } = await beginWithKey(page);
    const dialog = keyDialog(page, name);
    await dialog.getByRole("tab", { name: "Python" }).click();
    await dialog.getByRole("button", { name: "Copy first call with Python" }).click();
    await expect.poll(() => readClipboard(page)).toContain("get_api_key_details");
    await expect(dialog.getByRole("button", { name: "Copy and close" })).toBeVisible();
  });

  test("has a dialog that names the missing permission of the first call, then confirms the first success", async ({
    page,
  }) => {
    const { name, key } = await beginWithKey(page);
    const dialog = keyDialog(page, name);
    await expect(dialog.getByText("Waiting for your first call…")).toBeVisible();
    await callApi("/events", key);
    await expect(dialog.getByText(/^401 from /)).toBeVisible();
    await expect(dialog.getByText(/lacks the permission “Read events”/)).toBeVisible();
    await callApi("/validate", key);
    await expect(dialog.getByText(/^200 from (127\.0\.0\.1|::1)$/)).toBeVisible();
    await copyAndClose(page, name);
    const row = page.getByRole("row").filter({ hasText: name });
    await expect(row.getByText("just now").first()).toBeVisible();
  });

  test("has a dialog that waits for a call after a regeneration and stops when closed", async ({ page }) => {
    const { name } = await createApplication(page);
    await beginEditing(page, name);
    await regenerate(page, name);
    await page.waitForRequest(/first-call/);
    await expect(keyDialog(page, name).getByText("Waiting for your first call…")).toBeVisible();
    await copyAndClose(page, name);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    // The list polls less often than the dialog did.
    for (let polls = 0; polls < 2; polls += 1) await page.waitForResponse(/logs\/activity/);
    expect(requests.filter((url) => url.includes("first-call"))).toEqual([]);
  });

  test("is selected by a double click and does not appear in a second tab", async ({ page, context }) => {
    const { name, key } = await beginWithKey(page);
    await keyDialog(page, name).getByRole("region", { name: "API key" }).getByText(key).dblclick();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(key);
    const second = await context.newPage();
    await second.goto(page.url());
    await expect(second.getByRole("row").filter({ hasText: name })).toBeVisible();
    await expect(second.getByRole("dialog")).toHaveCount(0);
    expect(await second.content()).not.toContain(key);
  });

  test("is closed uncopied only after a confirmation: by button, Escape or Back", async ({ page }) => {
    const { name, key } = await beginWithKey(page);
    const dialog = keyDialog(page, name);
    const question = page.getByRole("alertdialog", { name: "Close without copying the key?" });
    const ways = [
      () => dialog.getByRole("button", { name: "Close", exact: true }).click(),
      () => pressEscape(page),
      () => page.evaluate(() => window.history.back()),
    ];
    for (const leave of ways) {
      await leave();
      await expect(question).toBeVisible();
      await question.getByRole("button", { name: "Back to the key" }).click();
      await expect(question).toBeHidden();
      await expect(dialog).toContainText(key);
    }
    await pressEscape(page);
    await question.getByRole("button", { name: "Close without copying" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  });

  test("makes the browser ask before an uncopied key is lost", async ({ page }) => {
    const { name, key } = await beginWithKey(page);
    // Browsers ask only after a user interaction.
    await keyDialog(page, name).getByText("Keep it in your .env file").click();
    const asked = page.waitForEvent("dialog");
    const reloading = page.reload();
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.accept();
    await reloading;
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
    expect(await page.content()).not.toContain(key);
  });

  test("is shown again neither by reload nor Back nor a second tab", async ({ page, context }) => {
    const { key } = await createApplication(page);
    expect(await page.content()).not.toContain(key);

    await page.reload();
    await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
    expect(await page.content()).not.toContain(key);

    await page.getByRole("link", { name: "Members" }).click();
    await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    expect(await page.content()).not.toContain(key);

    const second = await context.newPage();
    await second.goto(page.url());
    await expect(second.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
    expect(await second.content()).not.toContain(key);
  });

  async function beginWithKey(page: Parameters<typeof beginCreating>[0]) {
    const name = inventName();
    const dialog = await beginCreating(page);
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Create application" }).click();
    return { name, key: await readKey(page, name) };
  }
});
