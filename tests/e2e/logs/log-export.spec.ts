import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { pool } from "@/lib/db/pool";
import { callApi, insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import {
  findDemoMember,
  type OwnWorkspace,
  openOwnWorkspace,
  openSettings,
  setSession,
  signIn,
} from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { parseCsv } from "@/tests/support/matchers/csv";

/** Headless browsers cannot show a file picker: these scripts remove it, or choose a file. */
const withoutPicker = () => {
  Reflect.deleteProperty(window, "showSaveFilePicker");
};
const withPicker = () => {
  Object.assign(window, {
    showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
      const folder = await navigator.storage.getDirectory();
      return folder.getFileHandle(suggestedName, { create: true });
    },
  });
};

/** Replaces the file: writes wait for `window.gate`, and `window.left` tells whether it was closed or aborted. */
const withGate = () => {
  const file = {
    write: () => Reflect.get(window, "gate"),
    close: () => Object.assign(window, { left: "all" }),
    abort: () => Object.assign(window, { left: "nothing" }),
  };
  Object.assign(window, { showSaveFilePicker: async () => ({ createWritable: async () => file }) });
};

/** Opens the export of more calls than the buffers between server and browser hold, in a new workspace. */
async function openLongExport(page: Page) {
  await page.addInitScript(withGate);
  const workspace = await openOwnWorkspace(page, null);
  const { slug } = workspace;
  const { dialog } = await openExport(page, 1, workspace);
  await pool.query(
    `INSERT INTO "RequestLog" (
       "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
       "requestBody", "requestBytes", "responseBody", "responseBytes")
     SELECT l."workspaceId", left(l."id", 20) || lpad(copy::text, 6, '0'), "dimensionId", "path", "query", "duration",
            "requestHeaders", "responseHeaders", repeat('x', 16384), 16384, repeat('x', 16384), 16384
     FROM "RequestLog" l, generate_series(1, 2000) copy
     WHERE l."workspaceId" = (SELECT "id" FROM "Workspace" WHERE "slug" = $1)`,
    [slug],
  );
  await dialog.getByLabel("NDJSON").check();
  return { slug, dialog };
}

async function openExport(page: Page, calls: number, member?: OwnWorkspace) {
  const { id, name, key } = await insertApplication({ allow: ["Read segments"], member });
  for (let index = 0; index < calls; index += 1) await callApi(`/segments/users?n=${index}`, key);
  await openSettings(page, member?.slug ?? "demo", `api-access/${id}/logs`);
  await expect(page.locator("tr[data-id]")).toHaveCount(calls);
  await clickHydrated(page.getByRole("button", { name: "Export" }));
  const dialog = page.getByRole("dialog", { name: "Export calls" });
  await expect(dialog).toContainText(calls === 1 ? "1 call." : `${calls} calls.`);
  return { name, key, dialog };
}

test.describe("Exporting calls", () => {
  test("downloads the filtered calls as CSV", async ({ page }) => {
    await page.addInitScript(withoutPicker);
    await setSession(page, (await findDemoMember("admin")).personId);
    const { name, key, dialog } = await openExport(page, 3);
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Export" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^calls-demo-\d{4}-\d\d-\d\d\.csv$/);
    await expect(dialog.getByRole("status")).toHaveText("Exported 3 calls");
    const text = await readFile(await file.path(), "utf8");
    const [head, ...lines] = parseCsv(text.replace("\uFEFF", ""));
    expect(lines).toHaveLength(3);
    expect(lines.map((line) => line[head?.indexOf("application") ?? -1])).toEqual([name, name, name]);
    expect(lines.map((line) => line[head?.indexOf("query") ?? -1])).toEqual(["?n=2", "?n=1", "?n=0"]);
    expect(text).not.toContain(key);
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
  });

  test("streams NDJSON into the chosen file", async ({ page }) => {
    await page.addInitScript(withPicker);
    await setSession(page, (await findDemoMember("admin")).personId);
    const { dialog } = await openExport(page, 2);
    await dialog.getByLabel("NDJSON").check();
    await dialog.getByRole("button", { name: "Export" }).click();
    await expect(dialog.getByRole("status")).toHaveText("Exported 2 calls");
    const text = await page.evaluate(async () => {
      const folder = await navigator.storage.getDirectory();
      const name = `calls-demo-${new Date().toISOString().slice(0, 10)}.ndjson`;
      return (await (await folder.getFileHandle(name)).getFile()).text();
    });
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).query)).toEqual(["?n=1", "?n=0"]);
  });

  test("reports a lost connection, retries, and can be cancelled", async ({ page }) => {
    await page.addInitScript(withPicker);
    await setSession(page, (await findDemoMember("admin")).personId);
    const { dialog } = await openExport(page, 2);
    await page.route("**/api/logs?*", (route) => route.abort());
    await dialog.getByRole("button", { name: "Export" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Nothing was saved.");
    await page.unroute("**/api/logs?*");
    await page.route("**/api/logs?*", () => undefined);
    await dialog.getByRole("button", { name: "Try again" }).click();
    await expect(dialog.getByRole("progressbar")).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog.getByRole("progressbar")).toBeHidden();
    await page.unroute("**/api/logs?*");
    await dialog.getByRole("button", { name: "Export" }).click();
    await expect(dialog.getByRole("status")).toHaveText("Exported 2 calls");
  });

  test("allows two exports per person at a time, and rejects a third", async ({ page }) => {
    const { slug, dialog } = await openLongExport(page);
    await page.evaluate(async (workspace) => {
      const url = `/api/logs?workspace=${workspace}&format=ndjson`;
      Object.assign(window, { held: [await fetch(url), await fetch(url)] });
    }, slug);
    await dialog.getByRole("button", { name: "Export" }).click();
    await expect(dialog.getByRole("alert")).toContainText(
      "You have 2 exports running already. Let one of them end first.",
    );
    await page.evaluate(() => (Reflect.get(window, "held") as Response[])[0]?.body?.cancel());
    const again = dialog.getByRole("button", { name: "Try again" });
    await expect(async () => {
      if (await again.isVisible()) await again.click({ timeout: 1000 });
      await expect(dialog.getByRole("status")).toHaveText("Exported 2,001 calls", { timeout: 2000 });
    }).toPass({ timeout: 90_000 });
  });

  test("stops with the reason when the person loses access", async ({ page }) => {
    const { slug, dialog } = await openLongExport(page);
    await page.evaluate(() => {
      const gate = new Promise((open) => Object.assign(window, { open }));
      Object.assign(window, { gate });
    });
    await dialog.getByRole("button", { name: "Export" }).click();
    await expect(dialog.getByRole("progressbar")).toBeVisible();
    await pool.query(
      `UPDATE "Membership" SET "role" = 'member'
       WHERE "workspaceId" = (SELECT "id" FROM "Workspace" WHERE "slug" = $1)`,
      [slug],
    );
    await page.evaluate(() => Reflect.get(window, "open")());
    await expect(dialog.getByRole("alert")).toContainText("Only owners and admins can do this.");
    expect(await page.evaluate(() => Reflect.get(window, "left"))).toBe("nothing");
  });

  test("is disabled for members, with the reason", async ({ page }) => {
    await signIn(page, "member", "api-access/logs");
    const button = page.getByRole("button", { name: "Export" });
    await waitForHydration(button);
    await button.click({ force: true });
    await expect(page.getByRole("tooltip")).toContainText("Only owners and admins can export calls");
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});
