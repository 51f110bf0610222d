import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";
import { expectAccessible } from "@/tests/e2e/support/accessibility";
import { callApi, insertApplication, inventName } from "@/tests/e2e/support/applications";
import { test } from "@/tests/e2e/support/test";

const allow = [
  "Read contacts",
  "Read properties",
  "Read segments",
  "Track events, create and update contacts",
];

let dashboard: ChildProcess | undefined;
test.afterEach(() => {
  dashboard?.kill();
});

test("The example dashboard shows what the platform computes for an account, and logs a call", async ({
  page,
}) => {
  const { key } = await insertApplication({ allow });
  const name = `<b>${inventName("Acme")}</b> & "Co"`;
  const accountId = inventName("account");
  await write(key, "/accounts/upsert", {
    identification: { accountId },
    properties: { name, plan: "Business", mrr: 480, seats: 40, industry: "Media", country: "BE" },
  });
  await write(key, "/accounts/users/add", {
    account: { accountId },
    users: [{ identification: { userId: `${accountId}-kim`, email: `kim.${Date.now()}@example.com` } }],
  });
  await write(key, "/track", {
    identification: { account: { accountId } },
    name: "invoice_paid",
    metadata: { amount: 480 },
  });
  await expect
    .poll(async () => {
      const { data } = await (await callApi(`/accounts/${encodeURIComponent(accountId)}`, key)).json();
      return data.properties.segments;
    })
    .toEqual(["At risk", "Paying customers"]);

  const url = await startDashboard(key);
  await page.goto(`${url}/accounts/${encodeURIComponent(accountId)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByRole("region", { name: "Stage" })).toContainText("Onboarding");
  await expect(page.getByRole("region", { name: "Health" })).toContainText("Bad");
  await expect(page.getByRole("region", { name: "Fit score" })).toContainText("100 of 100");
  await expect(page.getByRole("meter", { name: "Adoption score" })).toHaveAttribute("value", "0");
  const segments = page.getByRole("region", { name: "Segments" });
  await expect(segments.getByRole("listitem").filter({ hasText: "Paying customers" })).toBeVisible();
  await segments.getByText("At risk", { exact: true }).click();
  await expect(segments).toContainText("Bad");
  await expect(page.getByRole("region", { name: "Computed properties" })).toContainText("480");
  await expect(page.getByRole("row").filter({ hasText: "Signed up" }).getByRole("rowheader")).toContainText(
    /^kim\./,
  );

  await page.getByLabel("Note").fill("Wants a second workspace");
  await page.getByRole("button", { name: "Log call" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const events = await callApi(`/accounts/${encodeURIComponent(accountId)}/events?name=call_logged`, key);
  expect((await events.json()).data).toMatchObject([{ metadata: { note: "Wants a second workspace" } }]);

  await page.emulateMedia({ colorScheme: "light" });
  await expectAccessible(page);
  expect(await page.content()).not.toContain(key);
  expect((await page.goto(`${url}/accounts/unknown`))?.status()).toBe(404);
  await page.getByRole("link", { name: "Accounts" }).click();
  await expect(page.getByRole("heading", { name: "Accounts", level: 1 })).toBeVisible();
});

async function write(key: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${process.env.BASE_URL}/api${path}`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(201);
}

/** Starts the example as its README says, on a free port. */
async function startDashboard(key: string): Promise<string> {
  const started = spawn(process.execPath, ["examples/dashboard/server.js"], {
    env: { ...process.env, ROOT_URL: `${process.env.BASE_URL}/api`, API_KEY: key, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  dashboard = started;
  const [line] = (await once(createInterface({ input: started.stdout }), "line")) as [string];
  const [url] = /http:\S+/.exec(line) ?? [];
  if (!url) throw new Error(`The dashboard printed no URL: ${line}`);
  return url;
}
