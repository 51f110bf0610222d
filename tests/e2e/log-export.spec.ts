import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { parseCsv } from "@/tests/support/csv";
import { callApi, createApplication } from "./support/applications";
import { signIn } from "./support/people";

/** Headless, nobody can choose a file: here is a browser that has no way to, and one where somebody did. */
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

async function openExport(page: Page, calls: number) {
  const { name, key } = await createApplication(page, { allow: ["Read segments"] });
  for (let index = 0; index < calls; index += 1) await callApi(`/segments/users?n=${index}`, key);
  await page.getByRole("link", { name: `Logs of ${name}` }).click();
  await expect(async () => {
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(page.locator("tr[data-id]")).toHaveCount(calls, { timeout: 1000 });
  }).toPass();
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export calls" });
  await expect(dialog).toContainText(`${calls} calls.`);
  return { name, key, dialog };
}

test.describe("Exporting calls", () => {
  test("downloads what is filtered as CSV", async ({ page }) => {
    await page.addInitScript(withoutPicker);
    await signIn(page, "admin");
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

  test("writes NDJSON into the chosen file as it comes", async ({ page }) => {
    await page.addInitScript(withPicker);
    await signIn(page, "admin");
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

  test("says when it breaks off, goes again, and can be cancelled", async ({ page }) => {
    await page.addInitScript(withPicker);
    await signIn(page, "admin");
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

  test("is not for members, who are told why", async ({ page }) => {
    await signIn(page, "member", "api-access/logs");
    const button = page.getByRole("button", { name: "Export" });
    await expect(async () => {
      await button.click({ timeout: 1000, force: true });
      await expect(page.getByRole("tooltip")).toContainText("Only owners and admins can export calls", {
        timeout: 1000,
      });
    }).toPass();
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});
