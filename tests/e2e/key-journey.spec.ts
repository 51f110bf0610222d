import { expect, type Page, test } from "@playwright/test";
import { demo } from "@/prisma/demo";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

async function signIn(page: Page, role: keyof typeof demo.people = "owner"): Promise<void> {
  await page.goto(`/${demo.workspace}/settings/api-access`);
  await page.getByLabel("Email").fill(demo.people[role]);
  await page.getByLabel("Password", { exact: true }).fill(process.env.DEMO_PASSWORD ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API access" })).toBeVisible();
}

async function createApplication(
  page: Page,
  name: string,
  preset: "Read only" | "Everything",
): Promise<string> {
  await page.getByRole("button", { name: "Create application" }).click();
  const dialog = page.getByRole("dialog", { name: "Create application" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: preset }).click();
  await dialog.getByRole("button", { name: "Create application" }).click();
  return takeKey(page, name);
}

/** Copies the key out of its dialog and closes it. */
async function takeKey(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole("dialog", { name: `API key of ${name}` });
  await dialog.getByRole("button", { name: "Copy and close" }).click();
  await expect(dialog).toBeHidden();
  return page.evaluate(() => navigator.clipboard.readText());
}

function call(page: Page, key: string, path = "/api/validate") {
  return page.request.get(path, { headers: { "x-api-key": key } });
}

async function openEdit(page: Page, name: string) {
  await page.getByRole("button", { name: `Edit ${name}` }).click();
  return page.getByRole("dialog", { name: `Edit ${name}` });
}

test("a key opens the API from the moment it is shown, and its calls are in the log", async ({ page }) => {
  await signIn(page);
  const key = await createApplication(page, "Journey", "Read only");
  expect(key).toMatch(/^jny_[0-9A-Za-z]{38}$/);
  expect((await call(page, key, "/api/segments/users?page=1")).status()).toBe(400);
  expect((await call(page, key, "/api/segments/users")).status()).toBe(200);

  await page.getByRole("link", { name: "Logs of Journey" }).click();
  await page.getByRole("button", { name: /^Refresh/ }).click();
  await page
    .getByRole("link", { name: /GET \/api\/segments\/users/ })
    .first()
    .click();
  const exchange = page.getByRole("dialog", { name: /GET \/api\/segments\/users/ });
  await expect(exchange.getByText("[removed]").first()).toBeVisible();
  await expect(exchange.getByRole("region", { name: "Response body" })).toContainText("Power users");
  await expect(page.locator("body")).not.toContainText(key);
});

test("disabling, regenerating and deleting stop the key with that very click", async ({ page }) => {
  await signIn(page);
  const first = await createApplication(page, "Stopped", "Everything");

  const edit = await openEdit(page, "Stopped");
  await edit.getByRole("switch", { name: "Enable" }).click();
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit).toBeHidden();
  expect((await call(page, first)).status()).toBe(403);

  await (await openEdit(page, "Stopped")).getByRole("switch", { name: "Enable" }).click();
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit).toBeHidden();
  expect((await call(page, first)).status()).toBe(200);

  await (await openEdit(page, "Stopped")).getByRole("button", { name: "Regenerate" }).click();
  const confirm = page.getByRole("alertdialog", { name: "Regenerate the key of Stopped?" });
  await expect(confirm.getByRole("button", { name: "Cancel" })).toBeFocused();
  await confirm.getByRole("button", { name: "Regenerate key" }).click();
  const second = await takeKey(page, "Stopped");
  expect((await call(page, first)).status()).toBe(401);
  expect((await call(page, second)).status()).toBe(200);

  await edit.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Delete Stopped" }).click();
  const deletion = page.getByRole("alertdialog", { name: "Delete Stopped?" });
  await expect(deletion.getByRole("button", { name: "Cancel" })).toBeFocused();
  await deletion.getByRole("button", { name: "Delete application" }).click();
  await expect(page.getByText("Stopped was deleted.")).toBeVisible();
  expect((await call(page, second)).status()).toBe(401);
});

test("a key that was not copied is not lost by accident, and never comes back", async ({ page, context }) => {
  await signIn(page);
  await page.getByRole("button", { name: "Create application" }).click();
  const form = page.getByRole("dialog", { name: "Create application" });
  await expect(form.getByRole("checkbox", { checked: true })).toHaveCount(0);
  await form.getByRole("textbox", { name: "Name" }).fill("Shown once");
  await form.getByRole("checkbox", { name: "Read segments" }).check();
  await form.getByRole("button", { name: "Create application" }).click();

  const dialog = page.getByRole("dialog", { name: "API key of Shown once" });
  const key = await dialog.getByRole("region", { name: "API key", exact: true }).textContent();
  await page.keyboard.press("Escape");
  const warning = page.getByRole("alertdialog", { name: "Close without copying the key?" });
  await warning.getByRole("button", { name: "Back to the key" }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await warning.getByRole("button", { name: "Close without copying" }).click();
  await expect(dialog).toBeHidden();

  const plain = key?.match(/jny_[0-9A-Za-z]{38}/)?.[0] ?? "no key was shown";
  const secondTab = await context.newPage();
  for (const tab of [page, secondTab]) {
    const response = await tab.goto(`/${demo.workspace}/settings/api-access`);
    expect(await response?.text()).not.toContain(plain);
    expect(await tab.content()).not.toContain(plain);
  }
});

test("a taken name is refused beside its field, whatever its case", async ({ page }) => {
  await signIn(page);
  await page.getByRole("button", { name: "Create application" }).click();
  const form = page.getByRole("dialog", { name: "Create application" });
  const name = form.getByRole("textbox", { name: "Name" });
  await name.fill("CUSTOMER DASHBOARD");
  await form.getByRole("button", { name: "Create application" }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/already an application with this name/);
});

test("of two admins who edit at once the second is told, and nothing is overwritten", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await createApplication(page, "Shared", "Read only");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "admin");
  const [mine, theirs] = [await openEdit(page, "Shared"), await openEdit(other, "Shared")];

  await theirs.getByRole("textbox", { name: "Name" }).fill("Shared, renamed by Adrian");
  await theirs.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs).toBeHidden();
  await mine.getByRole("textbox", { name: "Name" }).fill("Shared, renamed by Olivia");
  await mine.getByRole("button", { name: "Save changes" }).click();
  await expect(mine.getByText(/Somebody else changed this application/)).toBeVisible();
  await mine.getByRole("button", { name: "Load their version" }).click();
  await expect(mine.getByRole("textbox", { name: "Name" })).toHaveValue("Shared, renamed by Adrian");
});

test("a member sees the list and the logs, and every refused button says why", async ({ page }) => {
  await signIn(page, "member");
  for (const name of ["Create application", "Edit Customer dashboard", "Delete Customer dashboard"]) {
    const button = page.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await button.focus();
    await expect(button).toHaveAccessibleDescription(/Only owners and admins can do this\./);
  }
  await page.getByRole("link", { name: "Logs of Customer dashboard" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Logs of Customer dashboard" })).toBeVisible();
});

test("where the browser refuses to copy, the key is selected and the dialog says so", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
  });
  await signIn(page);
  await page.getByRole("button", { name: "Create application" }).click();
  const form = page.getByRole("dialog", { name: "Create application" });
  await form.getByRole("textbox", { name: "Name" }).fill("No clipboard");
  await form.getByRole("button", { name: "Create application" }).click();
  const dialog = page.getByRole("dialog", { name: "API key of No clipboard" });
  await dialog.getByRole("button", { name: "Copy and close" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  expect(await page.evaluate(() => getSelection()?.toString())).toMatch(/^jny_[0-9A-Za-z]{38}$/);
});
