import { beforeEach, expect, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import { changeApplications } from "@/lib/applications/bulk/mutations";
import { loadApplicationListQuery } from "@/lib/applications/list-url";
import { createApplication, deleteApplication, setEnabled } from "@/lib/applications/mutations";
import { listApplications } from "@/lib/applications/queries";
import type { IssuedKey } from "@/lib/applications/rows";
import type { BulkChange } from "@/lib/applications/schema";
import { listAuditEntries } from "@/lib/audit/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { callInProcess } from "@/tests/support/servers/call-api";

let workspaceId: WorkspaceId;
let personId: string;
let all: IssuedKey[];

beforeEach(async () => {
  const workspace = await createWorkspaceOf("admin");
  workspaceId = workspace.workspaceId;
  personId = workspace.actors[0]?.personId ?? "";
  all = [];
  for (const name of ["One", "Two", "Three"])
    all.push(await createApplication(workspaceId, null, { name, permissions: [] }));
});

test("disables, enables, deletes and restores all, with an audit entry each, from the next call on", async () => {
  const expected: [BulkChange["change"], number][] = [
    ["disable", 403],
    ["enable", 200],
    ["delete", 401],
    ["restore", 200],
  ];
  for (const [each, status] of expected) {
    expect(await change(each)).toEqual({ changed: 3 });
    expect(await callAll()).toEqual([status, status, status]);
    const { rows } = await listAuditEntries(workspaceId);
    expect(rows.slice(0, 3).map((row) => [row.action, row.personId])).toEqual(
      Array(3).fill([`application.${each}`, personId]),
    );
  }
});

test("leaves out applications that another person changed in the same way, or deleted", async () => {
  const [one, two] = all as [IssuedKey, IssuedKey];
  await setEnabled(workspaceId, null, one.applicationId, false);
  await deleteApplication(workspaceId, null, two.applicationId);
  expect(await change("disable")).toEqual({ changed: 1 });
  expect(await change("delete")).toEqual({ changed: 2 });
});

test("two people who delete the same applications at the same time delete each once", async () => {
  const results = await Promise.all([change("delete"), change("delete", all.toReversed())]);
  expect(results.map(({ changed }) => changed).sort()).toEqual([0, 3]);
});

test("restores none if one of the names was taken", async () => {
  await change("delete");
  await createApplication(workspaceId, null, { name: "Two", permissions: [] });
  await expect(change("restore")).rejects.toMatchObject({
    code: "conflict",
    details: { issues: [{ path: "name" }] },
  });
  expect(await callAll()).toEqual([401, 401, 401]);
});

test("changes no application of another workspace", async () => {
  const { workspaceId: elsewhere } = await createWorkspaceOf();
  const ids = all.map(({ applicationId }) => applicationId);
  expect(await changeApplications(elsewhere, null, { ids, change: "delete" })).toEqual({ changed: 0 });
  const list = await listApplications(workspaceId, loadApplicationListQuery({}));
  expect(list.total).toBe(3);
});

function change(kind: BulkChange["change"], applications = all) {
  const ids = applications.map(({ applicationId }) => applicationId);
  return changeApplications(workspaceId, personId, { ids, change: kind });
}

function callAll() {
  const call = callInProcess(catalog);
  return Promise.all(all.map(async ({ key }) => (await call("/validate", { key })).status));
}
