import { expect, type Page } from "@playwright/test";
import { generateSync } from "otplib";
import { createPerson } from "@/lib/people/mutations";
import { listWorkspaces } from "@/lib/workspaces/queries";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { arriveAt, fillSignIn, inventPerson, openSettings, setSession } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"], colorScheme: "light" });

test("Two-factor sign-in: app, recovery codes and a passkey, set up and used", async ({ page, context }) => {
  const person = inventPerson();
  const { id } = await createPerson({ ...person, workspaceName: "Two Factors & Co" });
  const [{ slug = "" } = {}] = await listWorkspaces(id);
  await addDevice(page);
  await setSession(page, id);
  await openSettings(page, slug, "account");
  const card = page.getByRole("region", { name: "Two-factor sign-in" });
  await waitForHydration(card.getByRole("button", { name: "Set up app" }));
  await card.getByRole("button", { name: "Set up app" }).click();
  const setup = page.getByRole("dialog", { name: "Set up an authenticator app" });
  await setup.getByLabel("Current password").fill(person.password);
  await setup.getByRole("button", { name: "Continue" }).click();
  await expect(setup.getByRole("img", { name: "QR code with the key" })).toBeVisible();
  await expectAccessible(page);
  const secret = ((await setup.locator("code").textContent()) ?? "").replace(/\s/g, "");
  await setup.getByRole("textbox", { name: "Code" }).fill("000000");
  await setup.getByRole("button", { name: "Turn on" }).click();
  await expect(setup.getByText("This code is wrong.")).toBeVisible();
  await setup.getByRole("textbox", { name: "Code" }).fill(generateSync({ secret, epoch: now() }));
  await setup.getByRole("button", { name: "Turn on" }).click();
  const codes = page.getByRole("dialog", { name: "Your recovery codes" });
  await expect(codes.getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page);
  await codes.getByRole("button", { name: "Copy and close" }).click();
  const [recoveryCode = ""] = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
  await expect(card).toContainText("10 of 10 left");

  await card.getByRole("button", { name: "Add passkey" }).click();
  const passkey = page.getByRole("dialog", { name: "Add a passkey" });
  await passkey.getByLabel("Name").fill("Test laptop");
  await passkey.getByLabel("Current password").fill(person.password);
  await passkey.getByRole("button", { name: "Continue" }).click();
  await expect(card.getByText("Test laptop")).toBeVisible();

  await context.clearCookies();
  await page.goto("/sign-in");
  await waitForHydration(page.getByRole("button", { name: "Continue with a passkey" }));
  await page.getByRole("button", { name: "Continue with a passkey" }).click();
  await arriveAt(page, page.getByRole("heading", { name: "API access", level: 1 }));

  await context.clearCookies();
  await page.goto("/sign-in");
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("does not match");
  await page.getByLabel("Code").fill(recoveryCode);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await arriveAt(page, page.getByRole("heading", { name: "API access", level: 1 }));
  await context.clearCookies();
  await page.goto("/sign-in");
  await expect(page.getByLabel("Code")).toBeVisible();
});

/** A device with a PIN, which answers at once. */
async function addDevice(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
