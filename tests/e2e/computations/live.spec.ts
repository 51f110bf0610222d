import { expect } from "@playwright/test";
import { pool } from "@/lib/db/pool";
import { callApi, insertApplication } from "@/tests/e2e/support/applications";
import { addCondition, chooseOption, createSender } from "@/tests/e2e/support/computation-screens";
import { clickHydrated } from "@/tests/e2e/support/hydration";
import { openOwnWorkspace } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test("a user enters a segment by their third event, and leaves it when seven days have passed", async ({
  page,
}) => {
  const owner = await openOwnWorkspace(page, "segments");
  const send = await createSender(owner);
  const { key } = await insertApplication({ member: owner, allow: ["Read contacts", "Read segments"] });
  const read = async (path: string) => (await callApi(path, key)).json();
  const user = { userId: "kim" };
  await send("/users/upsert", { identification: user, properties: { name: "Kim" } });

  await clickHydrated(page.getByRole("link", { name: "Create your first segment" }));
  await page.getByLabel("Name", { exact: true }).fill("Exporters");
  const row = await addCondition(page, "Event");
  await chooseOption(page, row.getByRole("combobox", { name: "Event" }), "exported");
  await row.getByRole("spinbutton", { name: "Times" }).fill("3");
  await row.getByRole("spinbutton", { name: "Days" }).fill("7");
  await page.getByRole("button", { name: "Create segment" }).click();
  const segment = page.getByRole("row").filter({ hasText: "Exporters" });
  await expect(segment).toContainText("Live");
  const { data: segments } = await read("/segments/users");
  const segmentId = segments[0].id;

  const track = () => send("/track", { identification: { user }, name: "exported" });
  await track();
  await track();
  expect((await read(`/users?segmentId=${segmentId}`)).data).toEqual([]);
  await track();
  await expect.poll(() => read(`/users?segmentId=${segmentId}`)).toMatchObject({ data: [user] });
  expect((await read("/users/kim/segments")).data).toEqual([{ id: segmentId, name: "Exporters" }]);
  expect((await read("/users/kim")).data.properties).toMatchObject({ segments: ["Exporters"] });

  await clickHydrated(segment.getByRole("link", { name: "Members of Exporters", exact: true }));
  await expect(page.getByRole("link", { name: "Kim" })).toBeVisible();
  await page.getByRole("link", { name: "Edit segment" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("1of 1 user");
  await preview.locator("summary").filter({ hasText: "Kim" }).click();
  await expect(preview).toContainText("3 or more, the last on");

  // Moving all data into the past is the same as moving the clock.
  await pool.query(
    `UPDATE "Event" SET "triggeredAt" = "triggeredAt" - interval '7 days' WHERE "workspaceId" = $1`,
    [owner.workspaceId],
  );
  await pool.query(
    `UPDATE "ContactState" SET "dueAt" = "dueAt" - interval '7 days' WHERE "workspaceId" = $1`,
    [owner.workspaceId],
  );
  await expect.poll(() => read(`/users?segmentId=${segmentId}`)).toMatchObject({ data: [] });
  expect((await read("/users/kim/segments")).data).toEqual([]);
  expect((await read("/users/kim")).data.properties).not.toHaveProperty("segments");
  await page.goto(`/${owner.slug}/settings/segments/${segmentId}/members`);
  await page.getByRole("link", { name: "Changes" }).click();
  const changes = page.getByRole("row").filter({ hasText: "Kim" });
  await expect(changes.filter({ hasText: "Entered" })).toContainText("Event “exported”");
  await expect(changes.filter({ hasText: "Left" })).toContainText("Time passed");
});
