import { beforeEach, expect, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import { countDeletedApplications, listDeletedApplications } from "@/lib/applications/deleted/queries";
import {
  createApplication,
  deleteApplication,
  restoreApplication,
  setEnabled,
  updateApplication,
} from "@/lib/applications/mutations";
import { findKeyByHash, getApplication } from "@/lib/applications/queries";
import { deletePurgedApplications, purgeDeletedApplications } from "@/lib/applications/retention/mutations";
import { listAuditEntries } from "@/lib/audit/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { regenerateKey } from "@/lib/keys/mutations";
import { hashKey } from "@/lib/keys/secret";
import { findLoggedApplication } from "@/lib/logs/read/queries";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { storedCall } from "@/tests/support/factories/stored-call";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const callStatus = async (key: string) => (await call("/validate", { key })).status;

let workspaceId: WorkspaceId;
let personId: string;

beforeEach(async () => {
  const workspace = await createWorkspaceOf("admin");
  workspaceId = workspace.workspaceId;
  personId = workspace.actors[0]?.personId ?? "";
});

test("restores the current key and the overlapping old one as they were", async () => {
  const first = await create("Export", "30");
  const second = await regenerateKey(workspaceId, null, { ...first, overlap: "day", expiry: "90" });
  const before = await readKeys(first.applicationId);
  await deleteApplication(workspaceId, personId, first.applicationId);
  expect([await callStatus(first.key), await callStatus(second.key)]).toEqual([401, 401]);
  expect((await listDeletedApplications(workspaceId, 1)).rows).toMatchObject([
    { name: "Export", hint: second.key.slice(-4), deletedBy: expect.any(String) },
  ]);

  await restoreApplication(workspaceId, personId, { id: first.applicationId });
  expect([await callStatus(first.key), await callStatus(second.key)]).toEqual([200, 200]);
  expect(await readKeys(first.applicationId)).toEqual(before);
  expect(await countDeletedApplications(workspaceId)).toBe(0);
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.slice(0, 2).map(({ action, personId: author }) => [action, author])).toEqual([
    ["application.restore", personId],
    ["application.delete", personId],
  ]);
});

test("does not extend an overlap that ended while the application was deleted", async () => {
  const first = await create("Export");
  await regenerateKey(workspaceId, null, { ...first, overlap: "hour" });
  await deleteApplication(workspaceId, null, first.applicationId);
  await prisma.apiKey.update({
    where: { workspaceId_id: { workspaceId, id: first.keyId } },
    data: { revokedAt: new Date(Date.now() - hour) },
  });
  const restored = await restoreApplication(workspaceId, null, { id: first.applicationId });
  expect(restored.oldKey).toBeNull();
  expect(await callStatus(first.key)).toBe(401);
});

test("restores a disabled application as disabled", async () => {
  const { applicationId: id, key } = await create("Export");
  await setEnabled(workspaceId, null, id, false);
  await deleteApplication(workspaceId, null, id);
  expect(await restoreApplication(workspaceId, null, { id })).toMatchObject({ enabled: false });
  expect(await callStatus(key)).toBe(403);
});

test("asks for another name if the name was reused, and restores nothing until it has one", async () => {
  const { applicationId: id, key } = await create("Export");
  await deleteApplication(workspaceId, null, id);
  await create("EXPORT");
  const taken = { code: "conflict", details: { issues: [{ path: "name" }] } };
  await expect(restoreApplication(workspaceId, null, { id })).rejects.toMatchObject(taken);
  await expect(restoreApplication(workspaceId, null, { id, name: "export" })).rejects.toMatchObject(taken);
  expect(await callStatus(key)).toBe(401);
  expect(await restoreApplication(workspaceId, null, { id, name: "Old export" })).toMatchObject({
    name: "Old export",
  });
  expect(await callStatus(key)).toBe(200);
  const [entry] = (await listAuditEntries(workspaceId)).rows;
  expect(entry).toMatchObject({ action: "application.restore", subject: "Export", detail: "as Old export" });
});

test("restores once when two admins restore at the same time", async () => {
  const { applicationId: id } = await create("Export");
  await deleteApplication(workspaceId, null, id);
  const attempts = await Promise.allSettled(
    ["One", "Two"].map((name) => restoreApplication(workspaceId, null, { id, name })),
  );
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(attempts.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "conflict", message: "This application was already restored.", details: {} },
  });
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.filter(({ action }) => action === "application.restore")).toHaveLength(1);
});

test("rejects edits and regenerations of a deleted application, and edits begun before its restoration", async () => {
  const { applicationId: id, keyId } = await create("Export");
  const { version } = await getApplication(workspaceId, id);
  const edit = () =>
    updateApplication(workspaceId, null, { id, version, name: "New", permissions: [], enabled: true });
  await deleteApplication(workspaceId, null, id);
  await expect(edit()).rejects.toMatchObject({ code: "not_found" });
  await expect(regenerateKey(workspaceId, null, { applicationId: id, keyId })).rejects.toMatchObject({
    code: "not_found",
  });
  await restoreApplication(workspaceId, null, { id });
  await expect(edit()).rejects.toMatchObject({ code: "conflict" });
});

test("restores no application of another workspace", async () => {
  const { applicationId: id } = await create("Export");
  await deleteApplication(workspaceId, null, id);
  const { workspaceId: elsewhere } = await createWorkspaceOf();
  await expect(restoreApplication(elsewhere, null, { id })).rejects.toMatchObject({ code: "not_found" });
  expect((await listDeletedApplications(elsewhere, 1)).rows).toEqual([]);
});

test("purges 30 days after the deletion: the key is unknown, nothing can be restored, the log stays", async () => {
  const { applicationId: id, key } = await create("Export");
  await deleteApplication(workspaceId, null, id);
  await storeCalls([storedCall({ workspaceId, applicationId: id }, {})]);
  const deletedAt = await moveDeletion(id, 20 * day);
  const purgeAt = (time: number) => purgeDeletedApplications(new Date(time));
  await purgeAt(deletedAt + 30 * day - 1);
  expect(await countDeletedApplications(workspaceId)).toBe(1);
  await Promise.all([purgeAt(deletedAt + 30 * day), purgeAt(deletedAt + 30 * day)]);

  expect(await countDeletedApplications(workspaceId)).toBe(0);
  expect(await findKeyByHash(workspaceId, hashKey(key))).toBeNull();
  expect(await callStatus(key)).toBe(401);
  await expect(restoreApplication(workspaceId, null, { id })).rejects.toMatchObject({
    code: "not_found",
    message: "This application can no longer be restored.",
  });
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.filter(({ action }) => action === "application.purge")).toMatchObject([
    { subject: "Export", subjectId: id, personId: null },
  ]);
  await deletePurgedApplications(new Date(deletedAt + 32 * day));
  expect(await findLoggedApplication(workspaceId, id)).toMatchObject({ name: "Export", deleted: true });
});

test("deletes a purged application when its log has ended", async () => {
  const { applicationId: id } = await create("Export");
  await deleteApplication(workspaceId, null, id);
  const deletedAt = await moveDeletion(id, 20 * day);
  await purgeDeletedApplications(new Date(deletedAt + 30 * day));
  await deletePurgedApplications(new Date(deletedAt + 30.5 * day));
  expect(await findLoggedApplication(workspaceId, id)).not.toBeNull();
  await deletePurgedApplications(new Date(deletedAt + 31.5 * day));
  expect(await findLoggedApplication(workspaceId, id)).toBeNull();
});

test("does not purge an application that was restored", async () => {
  const { applicationId: id, key } = await create("Export");
  await deleteApplication(workspaceId, null, id);
  await restoreApplication(workspaceId, null, { id });
  await purgeDeletedApplications(new Date(Date.now() + 29 * day));
  expect(await callStatus(key)).toBe(200);
});

function create(name: string, expiry?: string) {
  return createApplication(workspaceId, personId, { name, permissions: [], expiry });
}

function readKeys(applicationId: string) {
  return prisma.apiKey.findMany({ where: { workspaceId, applicationId }, orderBy: { id: "asc" } });
}

/** Other tests' applications must not be purged with this one: it was deleted earlier. */
async function moveDeletion(id: string, age: number): Promise<number> {
  const deletedAt = Date.now() - age;
  await prisma.application.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { deletedAt: new Date(deletedAt) },
  });
  return deletedAt;
}
