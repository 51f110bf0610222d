import { expect } from "@playwright/test";
import { setEnabled } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { prisma } from "@/lib/db/prisma";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { insertApplication } from "@/tests/e2e/support/applications";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { storedCall } from "@/tests/support/factories/stored-call";

test("The status of an application lists its findings, each with its fix", async ({ page }) => {
  const own = await openOwnWorkspace(page, null);
  const { id, name } = await insertApplication({ name: "Importer", member: own });
  await prisma.application.updateMany({
    where: { workspaceId: own.workspaceId, id },
    data: { createdAt: new Date(Date.now() - 45 * day - hour) },
  });
  await setEnabled(own.workspaceId, null, id, false);
  const rejected = { accepted: false, status: 403, errorCode: "key_disabled", route: "/events" };
  const of = { workspaceId: own.workspaceId, applicationId: id };
  await storeCalls(Array.from({ length: 12 }, () => storedCall(of, rejected)));
  await openSettings(page, own.slug, "api-access");

  const status = page.getByRole("button", { name: `Status of ${name}` });
  await expect(status).toHaveAccessibleName(/: Disabled, and Rejections rising, Unused$/);
  await clickHydrated(status);
  const found = page.getByRole("dialog", { name: `Findings about ${name}` });
  await expect(found.getByRole("listitem")).toContainText([
    /Disabled.*until it is enabled/,
    /12 calls were rejected in 24 hours/,
    /never used since it was created 45 days ago/,
  ]);
  await expectAccessible(page);
  await found.getByRole("button", { name: "Delete…" }).click();
  const question = page.getByRole("alertdialog", { name: `Delete ${name}?` });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(status).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(found.getByRole("link", { name: "See rejected calls" })).toHaveAttribute(
    "href",
    /status=401&status=403$/,
  );
  await found.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByText("Importer was enabled.")).toBeVisible();
  await expect(status).toHaveAccessibleName(/: Rejections rising, and Unused$/);

  await storeCalls([
    storedCall(of, { client: "python-sdk/2.3.0", ipAddress: "203.0.113.4", route: "/events" }),
  ]);
  await expect(status).toHaveAccessibleName(/: Rejections rising$/);
  await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: "just now" }).click();
  await expect(page.getByRole("tooltip")).toContainText("GET /eventspython-sdk/2.3.0203.0.113.4");
});

test("Key safety lists unsafe keys by reason, and resolves them with one press", async ({ page }) => {
  const own = await openOwnWorkspace(page, null);
  const { workspaceId } = own;
  const exporter = await insertApplication({
    name: "Exporter",
    allow: ["Read events", "Read campaigns"],
    member: own,
  });
  const billing = await insertApplication({ name: "Billing", member: own });
  const createdAt = new Date(Date.now() - 40 * day);
  await prisma.application.updateMany({ where: { workspaceId }, data: { createdAt } });
  await prisma.apiKey.updateMany({ where: { workspaceId }, data: { createdAt } });
  const { key } = await getApplication(workspaceId, billing.id);
  await storeCalls([
    storedCall({ workspaceId, applicationId: exporter.id }, { route: "/events", permission: "ReadEvents" }),
    storedCall({ workspaceId, applicationId: billing.id }, { apiKeyId: key.id, query: "?key=[removed]" }),
  ]);
  await openSettings(page, own.slug, "api-access");

  const safety = page.getByRole("region", { name: "Key safety" });
  await expect(safety).toContainText("1 key in a URL, 1 key with unused permissions, 2 keys without expiry");
  await clickHydrated(safety.getByRole("button", { name: "Key safety" }));
  await expect(safety.getByRole("region", { name: "Keys with unused permissions" })).toContainText(
    "1 of 2: Read campaigns",
  );
  await expectAccessible(page);
  await safety.getByRole("button", { name: "Remove 1: Exporter" }).click();
  await expect(safety).toContainText("1 key in a URL, 2 keys without expiry");
  await safety.getByRole("button", { name: "Expire in 90 days: Exporter" }).click();
  await expect(safety).toContainText("1 key in a URL, 1 key without expiry");
  expect((await getApplication(workspaceId, exporter.id)).permissions).toEqual(["ReadEvents"]);
  await safety.getByRole("button", { name: "Replace key… Billing" }).click();
  await expect(page.getByRole("dialog", { name: "Edit Billing" })).toBeVisible();
});
