import { expect, type Page } from "@playwright/test";
import { createInvitation } from "@/lib/members/invitations/mutations";
import {
  beginCreating,
  beginDeleting,
  beginEditing,
  insertApplication,
} from "@/tests/e2e/support/applications";
import { inventPerson, openOwnWorkspace, openSettings } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const unbroken = `Ω${"W".repeat(79)}`;

for (const width of [1440, 390]) {
  test(`A name without spaces stays inside titles, messages and rows at ${width} pixels`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    const member = await openOwnWorkspace(page, null, { ...inventPerson(), name: unbroken });
    const { id } = await insertApplication({ name: unbroken, member });
    const owner = { ...member, role: "owner" } as const;
    const { token } = await createInvitation(owner.workspaceId, owner, { role: "member", note: unbroken });

    for (const path of [`api-access/${id}/logs`, "general", "audit-log", "members", "api-access"]) {
      await openSettings(page, member.slug, path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectContained(page);
    }
    const edit = await beginEditing(page, unbroken);
    await expectContained(page);
    await edit.getByRole("button", { name: "Regenerate" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectContained(page);
    await page.getByRole("alertdialog").getByRole("button", { name: "Regenerate key" }).click();
    await expect(page.getByRole("dialog", { name: "API key of" })).toBeVisible();
    await expectContained(page);
    await page.getByRole("button", { name: "Copy and close" }).click();
    await expect(page.getByRole("dialog", { name: "API key of" })).toBeHidden();
    await edit.getByRole("button", { name: "Cancel" }).click();

    const question = await beginDeleting(page, unbroken);
    await expectContained(page);
    await question.getByRole("button", { name: "Delete application" }).click();
    await expect(page.getByText(`${unbroken} was deleted.`)).toBeVisible();
    await expectContained(page);

    await page.goto(`/invite/${token}`);
    await expect(page.getByRole("button", { name: "Join" })).toBeVisible();
    await expectContained(page);
  });
}

test("A field with an error keeps its label in view when it takes the focus, and its red border under the pointer", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openOwnWorkspace(page);
  const dialog = await beginCreating(page);
  await dialog.getByRole("checkbox").last().check();
  await dialog.getByRole("button", { name: "Create application" }).click();

  const name = dialog.getByLabel("Name", { exact: true });
  await expect(name).toBeFocused();
  await expect(dialog.getByText("Name", { exact: true })).toBeInViewport({ ratio: 1 });
  await expect(dialog.getByText("Enter a name.")).toBeInViewport({ ratio: 1 });

  const border = () => name.evaluate((element) => getComputedStyle(element).borderTopColor);
  await page.mouse.move(0, 0);
  const resting = await border();
  await name.hover();
  expect(await border()).toBe(resting);
});

/** Expects no text to overflow its box or the window. */
async function expectContained(page: Page): Promise<void> {
  const overflowing = await page.evaluate(() => {
    const isOverflowing = (element: Element) => {
      const { display, overflowX } = getComputedStyle(element);
      const { clientWidth, scrollWidth } = element;
      return (
        overflowX === "visible" && display !== "inline" && clientWidth > 1 && scrollWidth > clientWidth + 1
      );
    };
    return Array.from(document.querySelectorAll("html, body *"))
      .filter(isOverflowing)
      .map((element) => element.outerHTML.slice(0, 200));
  });
  expect(overflowing, page.url()).toEqual([]);
}
