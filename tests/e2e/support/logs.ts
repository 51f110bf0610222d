import { expect, type Page } from "@playwright/test";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, second } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { insertApplication } from "./applications";
import { clickHydrated } from "./hydration";
import { findDemoMember, openSettings } from "./people";

type Logged = { applicationId: string; name: string; writtenId: string };

/**
 * Opens the log of a new application of the demo workspace that made 3 calls of status 401, 2 of 500, 4 of 404, 6 of
 * 200 and `more` of 200, filtered by the parameters.
 */
export async function openLog(
  page: Page,
  { more = 0, parameters = "" }: { more?: number; parameters?: string } = {},
): Promise<Logged> {
  const { id: applicationId, name } = await insertApplication();
  const writtenId = await insertCalls(applicationId, more);
  await openSettings(page, "demo", `api-access/${applicationId}/logs${parameters}`);
  await expect(page.getByRole("heading", { name: `Logs of ${name}` })).toBeVisible();
  return { applicationId, name, writtenId };
}

/** Stores the calls of such an application, and returns the id of one that has a request body. */
async function insertCalls(applicationId: string, more: number): Promise<string> {
  const { workspaceId } = await findDemoMember("admin");
  const now = Date.now();
  const makeCalls = (count: number, age: number, change: Partial<StoredCall>) =>
    Array.from({ length: count }, (_, index) =>
      storedCall(
        { workspaceId, applicationId },
        { ...change, id: idAt(new Date(now - age - index * second)), path: `/api${change.route}` },
      ),
    );
  const body = JSON.stringify({ userId: "nova", email: "nova@example.com" });
  const written = makeCalls(2, 26 * hour, {
    ...{ method: "POST", route: "/users/upsert", status: 500, errorCode: "internal" },
    ...{ requestBody: body, requestBytes: body.length },
  });
  const rejected = { status: 401, errorCode: "missing_permission", client: "curl/8.5.0" };
  const calls = [
    ...makeCalls(3, hour, { route: "/events", ...rejected }),
    ...written,
    ...makeCalls(4, 2 * day + hour, { route: "/users/{userId}", status: 404, errorCode: "not_found" }),
    ...makeCalls(6, 3 * day, { route: "/segments/users" }),
    ...makeCalls(more, 5 * day, { route: "/validate" }),
  ];
  for (let start = 0; start < calls.length; start += 1000) await storeCalls(calls.slice(start, start + 1000));
  return written[0]?.id ?? "";
}

/** The calls in the list, without the headings. */
export function callRows(page: Page) {
  return page.getByRole("table", { name: "Calls, newest first" }).locator("tr[data-id]");
}

/** Opens a menu of the filter bar, once React listens to its button. */
export async function openMenu(page: Page, name: string) {
  const menu = page.getByRole("dialog", { name, exact: true });
  await clickHydrated(page.getByRole("button", { name: new RegExp(`^${name}`) }));
  await expect(menu).toBeVisible();
  return menu;
}
