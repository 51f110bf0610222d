import { expect } from "@playwright/test";
import { storeCalls } from "@/lib/logs/write/store";
import { beginEditing, callStatus, insertApplication } from "@/tests/e2e/support/applications";
import { openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { storedCall } from "@/tests/support/factories/stored-call";

test("An allowlist is compared with recent calls, and rejects other addresses once it is saved; a rate limit shows its use", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, null);
  const { id: applicationId, key } = await insertApplication({ member: owner, name: "Importer" });
  const { workspaceId } = owner;
  const call = () => storedCall({ workspaceId, applicationId }, { ipAddress: "192.0.2.1" });
  await storeCalls([call(), call()]);
  expect(await callStatus("/validate", key)).toBe(200);
  await openSettings(page, owner.slug, "api-access");

  const edit = await beginEditing(page, "Importer");
  await edit.getByRole("button", { name: "Restrictions None" }).click();
  const list = edit.getByLabel("Allowed IP addresses");
  const save = edit.getByRole("button", { name: "Save changes" });
  await list.fill("203.0.113.0/24\n10.0.0.1/8");
  await save.click();
  await expect(edit.getByText("Line 2: '10.0.0.1/8' is an address within 10.0.0.0/8.")).toBeVisible();
  await expect(list).toBeFocused();
  await list.fill("203.0.113.0/24");
  await expect(edit).toContainText("3 of 3 calls in the last 7 days would be rejected, from 2 addresses.");
  await edit.getByRole("button", { name: "Allow 192.0.2.1" }).click();
  await expect(list).toHaveValue("203.0.113.0/24\n192.0.2.1");
  await edit.getByRole("button", { name: "Add your address" }).click();
  await expect(edit).toContainText(", which is allowed");
  // The browser and this process may have different addresses.
  await list.fill(`${await list.inputValue()}\n127.0.0.1\n::1`);
  await expect(edit).toContainText("All 3 calls of the last 7 days came from allowed addresses.");
  await edit.getByLabel("Calls a minute").fill("1000000");
  await save.click();
  await expect(edit).toContainText(/Use [\d,]+ at most, the limit of the workspace\./);
  await edit.getByLabel("Calls a minute").fill("2");
  await save.click();
  await expect(edit).toBeHidden();
  const statuses: number[] = [];
  for (let sent = 0; sent < 3; sent += 1) statuses.push(await callStatus("/validate", key));
  expect(statuses).toEqual([200, 200, 429]);
  await expect(page.getByRole("row").filter({ hasText: "Importer" })).toContainText(/[2-5] of 2 calls\/min/);

  await beginEditing(page, "Importer");
  await edit.getByRole("button", { name: "Restrictions 4 IP addresses or ranges, 2 calls a minute" }).click();
  await list.fill("192.0.2.1\n198.51.100.7");
  await save.click();
  const question = page.getByRole("alertdialog", { name: "Reject addresses in use?" });
  await expect(question).toContainText("4 of 6 calls in the last 7 days would be rejected, from 1 address.");
  await question.getByLabel("Type Importer to confirm").fill("Importer");
  await question.getByRole("button", { name: "Reject and save" }).click();
  await expect(question).toBeHidden();
  expect(await callStatus("/validate", key)).toBe(403);
});
