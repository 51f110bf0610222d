import { afterEach, expect, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import { updateApplication } from "@/lib/applications/mutations";
import { endObservation } from "@/lib/applications/observation/mutations";
import { getApplication } from "@/lib/applications/queries";
import { observationTime } from "@/lib/applications/rows";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Permission } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { listLogs } from "@/lib/logs/read/queries";
import { summarizeLogs } from "@/lib/logs/read/summary";
import { countObservedCalls } from "@/lib/logs/rollup/observed-calls";
import { LogFilter } from "@/lib/logs/schema";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { hour } from "@/lib/time";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const getStatus = async (key: string, path = "/events") => (await call(path, { key })).status;

afterEach(() => void vi.useRealTimers());

it("lets calls pass after the removal, marks them in the log and counts them", async () => {
  const application = await createApplicationIn();
  const { workspaceId, id, key } = application;
  expect(await getStatus(key)).toBe(200);
  const { observed } = await setPermissions(application, ["ReadSegments"], true);
  expect(observed.map(({ permission }) => permission)).toContain("ReadEvents");
  expect(await getStatus(key)).toBe(200);
  expect(await getStatus(key)).toBe(200);
  expect(await getStatus(key, "/segments/users")).toBe(200);
  await waitForLogs();
  expect(await countObservedCalls(workspaceId, id, observed)).toMatchObject({
    ReadEvents: 2,
    ReadContacts: 0,
  });
  const filter = LogFilter.parse({ observed: ["ReadEvents"] });
  const { rows } = await listLogs(workspaceId, filter);
  expect(rows).toHaveLength(2);
  expect(rows).toMatchObject([{ status: 200, errorCode: null }, { status: 200 }]);
  const { facets } = await summarizeLogs(workspaceId, LogFilter.parse({}));
  expect(facets.observed).toEqual([{ value: "ReadEvents", label: "Read events", calls: 2, selected: false }]);
  // The key no longer has the permission.
  expect(await (await call("/validate", { key })).json()).toMatchObject({
    data: { permissions: ["ReadSegments"] },
  });
});

it("rejects calls from the end of the observation on, by the database's clock and without a job", async () => {
  const application = await createApplicationIn();
  const { id, key } = application;
  await setPermissions(application, [], true);
  await moveEnd(id, "1 hour");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * hour });
  expect(await getStatus(key)).toBe(200);
  vi.useRealTimers();
  await moveEnd(id, "-1 millisecond");
  await expect.poll(() => getStatus(key)).toBe(401);
  const { message } = (await (await call("/events", { key })).json()) as { message: string };
  expect(message).toContain("You need the permission: ReadEvents.");
  expect((await getApplication(application.workspaceId, id)).observed).toEqual([]);
});

it("rejects the next call after Enforce now, and keeps the permission after Keep", async () => {
  const application = await createApplicationIn();
  const { workspaceId, personId, id, key } = application;
  await setPermissions(application, [], true);
  const end = (permission: Permission, keep: boolean) =>
    endObservation(workspaceId, personId, { id, permission, keep });
  await end("ReadEvents", false);
  expect(await getStatus(key)).toBe(401);
  const kept = await end("ReadSegments", true);
  expect(kept.permissions).toEqual(["ReadSegments"]);
  expect(kept.observed.map(({ permission }) => permission)).not.toContain("ReadSegments");
  expect(await getStatus(key, "/segments/users")).toBe(200);
  await expect(end("ReadEvents", true)).rejects.toMatchObject({ code: "conflict" });
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.slice(0, 3).map(({ detail }) => detail)).toEqual([
    "kept “Read segments”",
    "calls that need “Read events” are rejected from now on",
    expect.stringMatching(/^removed “Read contacts”, .*: calls pass until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
  ]);
});

it("keeps the end of an observation in later edits, and forgets it when the permission is granted again", async () => {
  const application = await createApplicationIn(undefined, ["ReadEvents", "ReadSegments"]);
  const { key } = application;
  const first = await setPermissions(application, ["ReadSegments"], true);
  const [events] = first.observed;
  expect((events?.until.getTime() ?? 0) - (events?.since.getTime() ?? 0)).toBe(observationTime);
  // Removed without observation: rejected immediately, while the other one still passes.
  const second = await setPermissions(application, [], false);
  expect(second.observed).toEqual(first.observed);
  expect(await getStatus(key, "/segments/users")).toBe(401);
  expect(await getStatus(key)).toBe(200);
  expect((await setPermissions(application, ["ReadEvents"], false)).observed).toEqual([]);
  await setPermissions(application, [], false);
  expect(await getStatus(key)).toBe(401);
});

async function setPermissions(
  { workspaceId, personId, id }: TestApplication,
  permissions: Permission[],
  observe: boolean,
) {
  const { version, name, enabled } = await getApplication(workspaceId, id);
  return updateApplication(workspaceId, personId, { id, version, name, enabled, permissions, observe });
}

/** Moves the end of all observations of an application. */
async function moveEnd(id: string, fromNow: string): Promise<void> {
  await pool.query(
    `UPDATE "Application" SET "observedPermissions" =
       (SELECT jsonb_object_agg(key, clock_timestamp() + $2::interval) FROM jsonb_each("observedPermissions"))
     WHERE "id" = $1`,
    [id, fromNow],
  );
}
