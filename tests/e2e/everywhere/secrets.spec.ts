import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { pool } from "@/lib/db/pool";
import {
  beginEditing,
  callApi,
  copyAndClose,
  createApplication,
  regenerate,
} from "@/tests/e2e/support/applications";
import { waitForHydration } from "@/tests/e2e/support/hydration";
import { demoPassword, openOwnWorkspace, openSettings, signIn } from "@/tests/e2e/support/people";
import { test } from "@/tests/e2e/support/test";
import { findTablesWith } from "@/tests/support/matchers/search-database";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("No key is in the database, the pages, the browser's storage or the server's output", async ({
  page,
}) => {
  await signIn(page, "admin");
  const { name, key } = await createApplication(page, { allow: ["Read segments"] });
  const toasts = await page.getByRole("region", { name: /Notifications/ }).textContent();
  await beginEditing(page, name);
  const fresh = await regenerate(page, name);
  await copyAndClose(page, name);
  const keys = [key, fresh];
  for (const secret of keys) {
    await callApi("/validate", secret);
    await callApi(`/validate?key=${secret}`, secret);
    await fetch(`${process.env.BASE_URL}/api/validate`, { headers: { authorization: `Bearer ${secret}` } });
  }
  expect(findSecrets(keys, toasts ?? "")).toEqual([]);

  const payloads = recordPayloads(page);
  await openSettings(page, "demo", "api-access");
  await page.getByRole("link", { name: `Logs of ${name}` }).click();
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
  const rows = page.getByRole("table").getByRole("row");
  await expect(rows).toHaveCount(7);
  await waitForHydration(rows.nth(1).getByRole("link"));
  await rows.nth(1).getByRole("link").click();
  await expect(page.getByRole("dialog")).toContainText("[removed]");
  for (const path of [
    "api-access",
    "api-access/logs",
    new URL(page.url()).pathname.replace(/.*settings\//, ""),
  ]) {
    for (const accept of ["text/html", "text/x-component"]) {
      const headers: Record<string, string> = accept === "text/html" ? {} : { rsc: "1" };
      const response = await page.request.get(`/demo/settings/${path}`, { headers });
      expect(response.headers()["content-type"]).toContain(accept);
      expect(response.ok()).toBe(true);
      expect(findSecrets(keys, await response.text())).toEqual([]);
    }
  }
  expect(findSecrets(keys, ...(await payloads()))).toEqual([]);
  expect(findSecrets(keys, await readBrowser(page))).toEqual([]);

  expect(await findTablesWith(pool, [...keys, demoPassword()])).toEqual([]);
  // Proves that the search works.
  expect(await findTablesWith(pool, [name])).toContain('public."Application"');
  const output = await readFile(process.env.SERVER_OUTPUT ?? "", "utf8");
  expect(output).not.toBe("");
  expect(findSecrets([...keys, demoPassword()], output)).toEqual([]);
});

test("No response contains the key after its dialog is closed", async ({ page }) => {
  await openOwnWorkspace(page);
  const { key } = await createApplication(page);
  const payloads = recordPayloads(page);
  await page.reload();
  await expect(page.getByRole("heading", { name: "API access", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
  expect((await payloads()).join("")).not.toBe("");
  expect(findSecrets([key], ...(await payloads()))).toEqual([]);
  expect(await readBrowser(page)).not.toContain(key);
});

test("The content security policy blocks requests to other hosts", async ({ page }) => {
  await openOwnWorkspace(page);
  const blocked: string[] = [];
  await page.exposeFunction("reportBlocked", (directive: string) => blocked.push(directive));
  await page.evaluate((elsewhere) => {
    const { reportBlocked } = window as unknown as { reportBlocked: (directive: string) => void };
    document.addEventListener("securitypolicyviolation", (event) => reportBlocked(event.effectiveDirective));
    fetch(elsewhere).catch(() => undefined);
    new Image().src = elsewhere;
    document.body.append(Object.assign(document.createElement("script"), { src: elsewhere }));
    document.body.append(Object.assign(document.createElement("iframe"), { src: elsewhere }));
  }, "http://elsewhere.invalid/");
  await expect
    .poll(() => blocked.toSorted())
    .toEqual(["connect-src", "frame-src", "img-src", "script-src-elem"]);
});

function findSecrets(secrets: string[], ...texts: string[]): string[] {
  return secrets.filter((secret) => texts.some((text) => text.includes(secret)));
}

/** Collects the bodies of all responses from now on. */
function recordPayloads(page: Page): () => Promise<string[]> {
  const payloads: Promise<string>[] = [];
  page.on("requestfinished", (request) => {
    const read = async () => (await request.response())?.text() ?? "";
    // Redirects have no body.
    payloads.push(read().catch(() => ""));
  });
  return () => Promise.all(payloads);
}

/** URL, history state, storage and cookies. */
async function readBrowser(page: Page): Promise<string> {
  const stored = await page.evaluate(() => [
    window.location.href,
    document.referrer,
    JSON.stringify(window.history.state),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    document.title,
  ]);
  return [...stored, JSON.stringify(await page.context().cookies())].join("\n");
}
