import { expect } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { openDebugger } from "@/tests/e2e/support/connector-screens";
import { goBack } from "@/tests/e2e/support/history";
import { clickHydrated, waitForHydration } from "@/tests/e2e/support/hydration";
import { test } from "@/tests/e2e/support/test";
import { type StoredMessage, storeConnectorMessage } from "@/tests/support/factories/connector-message";

test.use({ colorScheme: "light" });

test("shows messages as they arrive, and why one was rejected", async ({ page }) => {
  const { workspaceId, connector, writeKey } = await openDebugger(page);
  await expect(page.getByRole("heading", { name: "Waiting for the first message" })).toBeVisible();
  await expectAccessible(page);
  expect(await send(writeKey, { userId: "ada", event: "Signed up" })).toBe(200);
  const table = page.getByRole("table", { name: "Messages, newest first" });
  await expect(table.getByRole("row").filter({ hasText: "Signed up" })).toContainText("ada");

  expect(await send(writeKey, { event: "Paid" })).toBe(400);
  const exported = { name: "Exported", warnings: ["invalid_email"] };
  await storeConnectorMessage({ workspaceId, id: connector.id }, exported);
  await expect(table.getByRole("row")).toHaveCount(4);
  await expect(page.getByRole("list", { name: "Reasons" })).toContainText("Send a 'userId'");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.getByRole("button", { name: "Live" })).toHaveAttribute("aria-pressed", "false");

  await table.getByRole("link", { name: /Exported/ }).click();
  const detail = page.getByRole("dialog", { name: /Exported/ });
  await expect(detail).toContainText("The email is not valid: it was stored as a property only.");
  await expect(detail.getByRole("region", { name: "Message" })).toContainText("•••");
  await detail.getByRole("button", { name: "Reveal values" }).click();
  await expect(detail.getByRole("region", { name: "Message" })).toContainText("20180");
  await expectAccessible(page);
  await goBack(page);
  await expect(detail).toBeHidden();
  await expect(table.getByRole("link", { name: /Exported/ })).toBeFocused();
});

test("filters by outcome, reason, type and id, in the URL", async ({ page }) => {
  const { workspaceId, connector } = await openDebugger(page);
  const store = (fields: Partial<StoredMessage>) =>
    storeConnectorMessage({ workspaceId, id: connector.id }, fields);
  await store({ name: "Signed up", subject: "ada" });
  await store({ outcome: "rejected", code: "missing_id", name: "Paid", type: "identify" });
  await store({ outcome: "excluded", code: "opted_out", name: "Pricing", type: "page" });
  await page.reload();
  const links = page.getByRole("table").getByRole("link");
  await expect(links).toHaveCount(3);
  const outcome = page.getByLabel("Outcome", { exact: true });
  await waitForHydration(outcome);
  await outcome.selectOption("Rejected");
  await expect(links).toHaveText([/Paid/]);
  await expect(page).toHaveURL(/outcome=rejected/);
  await page.getByLabel("Reason", { exact: true }).selectOption("opted_out");
  await expect(links).toHaveText([/Pricing/]);
  await clickHydrated(page.getByRole("button", { name: "Clear filters" }));
  await expect(links).toHaveCount(3);
  await page.getByLabel("Type", { exact: true }).selectOption("track");
  await expect(links).toHaveText([/Signed up/]);
  await page.getByLabel("Message id or user").fill("nobody");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No messages match" })).toBeVisible();
  await page.goBack();
  await expect(links).toHaveText([/Signed up/]);
  // With reduced motion, as in every flow, a transition once kept the colours of nested texts.
  await page.emulateMedia({ colorScheme: "dark" });
  const color = await page.locator("body").evaluate((body) => getComputedStyle(body).color);
  await expect(links.locator("time")).toHaveCSS("color", color);
});

/** Sends a message as one of Segment's libraries does. */
async function send(writeKey: string, message: object): Promise<number> {
  const response = await fetch(`${process.env.BASE_URL}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  return response.status;
}
