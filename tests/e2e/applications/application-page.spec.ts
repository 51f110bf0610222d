import { expect } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { storeCalls } from "@/lib/logs/write/store";
import { day } from "@/lib/time";
import { copyAndClose, insertApplication, readKey } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { findDemoMember, openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { storedCall } from "@/tests/support/factories/stored-call";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("The application page shows key, permissions, use by endpoint and links to its calls", async ({
  page,
}) => {
  const own = await openOwnWorkspace(page, null);
  const { id, name, key } = await insertApplication({
    allow: ["Read events", "Read campaigns", "Read channels"],
    member: own,
  });
  const createdAt = new Date(Date.now() - 40 * day);
  const { workspaceId } = own;
  await prisma.application.updateMany({ where: { workspaceId, id }, data: { createdAt } });
  await prisma.apiKey.updateMany({ where: { workspaceId, applicationId: id }, data: { createdAt } });
  const call = (change: Parameters<typeof storedCall>[1]) =>
    storedCall(
      { workspaceId: own.workspaceId, applicationId: id },
      { route: "/events", path: "/api/events", permission: "ReadEvents", ...change },
    );
  await storeCalls([
    call({}),
    call({}),
    call({ status: 400, errorCode: "bad_request" }),
    call({ status: 403, errorCode: "key_disabled", accepted: false }),
    call({ status: 500, errorCode: "internal" }),
    call({
      route: "/segments/users",
      path: "/api/segments/users",
      permission: "ReadSegments",
      status: 401,
      errorCode: "missing_permission",
    }),
  ]);
  await openSettings(page, own.slug, "api-access");
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/api-access/${id}$`));
  await expect(page.getByText(`jny_…${key.slice(-4)}`)).toBeVisible();
  await expect(page.getByRole("region", { name: "Allowed to" })).toContainText("Read events");

  const use = page.getByRole("table", { name: "Calls by endpoint, the busiest first" });
  await expect(use.getByRole("row").filter({ hasText: "/events" })).toHaveText(/GET \/events5211\s*1$/);
  await expect(use.getByRole("row").filter({ hasText: "/segments/users" })).toHaveText(/101\s*0\s*0$/);

  const allowed = page.getByRole("region", { name: "Allowed to" });
  await expect(allowed).toContainText(/1 call rejected for Read segments since .+\d\d:\d\d/);
  await expect(allowed).toContainText(
    /Granted 3, used 1 in 30 days\. Not used: Read campaigns; Read channels\./,
  );
  await clickHydrated(allowed.getByRole("button", { name: "Remove 2…" }));
  const dialog = page.getByRole("dialog", { name: `Edit ${name}` });
  await dialog.getByRole("button", { name: "Remove 2" }).click();
  await dialog.getByRole("button", { name: "Grant Read segments" }).click();
  await expect(dialog).toContainText("Unused permissions are unticked. Save to remove them.");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(allowed.getByRole("listitem")).toContainText([
    "Read events",
    "Read segments",
    "Granted 2, used 1 in 30 days",
  ]);

  await page.getByRole("table", { name: "Newest calls" }).getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`/${id}/logs\\?call=`));
});

test("The application page edits, duplicates and deletes the application, then returns to the list", async ({
  page,
}) => {
  const own = await openOwnWorkspace(page, null);
  const { id, name } = await insertApplication({ member: own });
  await openSettings(page, own.slug, `api-access/${id}`);
  await expect(page.getByText("No calls yet")).toBeVisible();
  await clickHydrated(page.getByRole("button", { name: "Edit", exact: true }));
  const dialog = page.getByRole("dialog", { name: `Edit ${name}` });
  await dialog.getByLabel("Name").fill(`${name} 2`);
  await dialog.getByLabel("Description").fill("Nightly export");
  await expect(dialog.getByLabel("Owner")).toHaveValue(own.personId);
  await dialog.getByLabel("Owner").selectOption("No owner");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: `${name} 2`, level: 1 })).toBeVisible();
  await expect(page.getByText("Nightly export", { exact: true })).toBeVisible();
  await expect(page.getByText(/No owner\./)).toBeVisible();

  await page.getByRole("button", { name: `Duplicate ${name} 2` }).click();
  const copy = page.getByRole("dialog", { name: `Duplicate ${name} 2` });
  await expect(copy.getByLabel("Name")).toHaveValue(`${name} 2 copy`);
  await expect(copy.getByLabel("Description")).toHaveValue("Nightly export");
  await copy.getByRole("button", { name: "Create application" }).click();
  await readKey(page, `${name} 2 copy`);
  await copyAndClose(page, `${name} 2 copy`);

  await page.getByRole("button", { name: `Delete ${name} 2` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete application" }).click();
  await expect(page).toHaveURL(/\/settings\/api-access$/);
  await expect(page.getByRole("row").filter({ hasText: `${name} 2 copy` })).toContainText(
    "No owner · Nightly export",
  );
});

test("Unknown applications and those of other workspaces answer 404", async ({ page }) => {
  const { id } = await insertApplication({ member: await findDemoMember("admin") });
  await signIn(page, "admin");
  const statusOf = async (path: string) => (await page.request.get(path)).status();
  expect(await statusOf(`/demo/settings/api-access/${id}`)).toBe(200);
  expect(await statusOf(`/demo/settings/api-access/${createId()}`)).toBe(404);
  expect(await statusOf("/demo/settings/api-access/nonsense")).toBe(404);
  expect(await statusOf(`/demo/settings/api-access/${createId()}/logs`)).toBe(404);
  const { slug } = await openOwnWorkspace(page, null);
  expect(await statusOf(`/${slug}/settings/api-access/${id}`)).toBe(404);
  expect(await statusOf(`/${slug}/settings/api-access/${id}/logs`)).toBe(404);
});
