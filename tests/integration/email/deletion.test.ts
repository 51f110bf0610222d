import { expect, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { acceptInvitation, createInvitation } from "@/lib/members/invitations/mutations";
import { findInvitation } from "@/lib/members/queries";
import { deleteOwnAccount } from "@/lib/people/deletion/mutations";
import { createPerson } from "@/lib/people/mutations";
import { findSession } from "@/lib/sessions/queries";
import { day, second } from "@/lib/time";
import { deleteWorkspace, restoreWorkspace } from "@/lib/workspaces/deletion/mutations";
import { listDeletedWorkspaces, listOnlyOwned } from "@/lib/workspaces/deletion/queries";
import { findMembership, listWorkspaces } from "@/lib/workspaces/queries";
import { purgeDeletedWorkspaces } from "@/lib/workspaces/retention/mutations";
import { createApplicationIn, fillWorkspace } from "@/tests/support/factories/application";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";
import { createSdkSource } from "@/tests/support/factories/sdk-source";
import { startSession } from "@/tests/support/factories/session";
import { createSite, pageview } from "@/tests/support/factories/site";
import { dumpWorkspace } from "@/tests/support/matchers/dump-workspace";
import { callInProcess } from "@/tests/support/servers/call-api";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

provideMailServer();
const call = callInProcess(catalog);
const password = "correct horse battery";
const now = Date.now();

test("keys are rejected once the deletion resolves, are logged, and work again after the restoration", async () => {
  const { owner, workspaceId, slug, key, applicationId } = await createOwned();
  const status = async () => (await call("/validate", { key })).status;
  expect(await status()).toBe(200);
  await deleteWorkspace(owner, "Test");
  const statuses = await Promise.all(Array.from({ length: 20 }, status));
  expect(new Set(statuses)).toEqual(new Set([401]));
  await waitForLogs();
  const { lastRejectedAt } = await prisma.application.findFirstOrThrow({
    where: { workspaceId, id: applicationId },
  });
  expect(lastRejectedAt).not.toBeNull();
  expect(await restoreWorkspace(owner.personId, slug)).toEqual({ slug });
  expect(await status()).toBe(200);
  const entries = (await listAuditEntries(workspaceId)).rows.map(({ action }) => action);
  expect(entries.slice(0, 2)).toEqual(["workspace.restore", "workspace.delete"]);
});

test("write keys and trackers are rejected after the deletion, and work once the restoration resolves", async () => {
  const site = await createSite();
  const { owner, workspaceId } = site.client;
  const { slug } = await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const connector = await createSdkSource({}, site.client);
  const readStatuses = async () => [
    (await connector.send({ batch: [] })).status,
    (await site.send(pageview("d"))).status,
  ];
  expect(await readStatuses()).toEqual([200, 204]);
  await deleteWorkspace(owner, "Test");
  const [writeKey, tracker] = await readStatuses();
  expect(writeKey).toBe(401);
  expect(tracker).not.toBe(204);
  await restoreWorkspace(owner.personId, slug);
  expect(await readStatuses()).toEqual([200, 204]);
});

test("members lose access, invitations and websites stop, and owners are told by email", async () => {
  const site = await createSite();
  const { workspaceId, owner } = site.client;
  const { slug } = await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const { token } = await createInvitation(workspaceId, owner, { role: "member" });
  expect((await site.send({})).status).toBe(400);
  await deleteWorkspace(owner, "Test");
  expect(await findMembership(owner.personId, slug)).toBeNull();
  expect(await listWorkspaces(owner.personId)).toEqual([]);
  expect(await listDeletedWorkspaces(owner.personId)).toMatchObject([{ slug }]);
  expect(await findInvitation(token)).toBeNull();
  await expect(acceptInvitation(await createStranger(), token)).rejects.toMatchObject({ code: "not_found" });
  // As for a website that never was.
  expect((await site.send({})).status).toBe(404);
  expect(await prisma.email.count({ where: { personId: owner.personId, kind: "workspaceDeleted" } })).toBe(1);
});

test("a wrong name deletes nothing, and of two deletions one succeeds", async () => {
  const { owner, workspaceId } = await createOwned();
  await expect(deleteWorkspace(owner, "test")).rejects.toMatchObject({
    code: "bad_request",
    details: { issues: [{ path: "name" }] },
  });
  const results = await Promise.allSettled([
    deleteWorkspace(owner, "Test"),
    deleteWorkspace(owner, " Test "),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).deletedAt).not.toBeNull();
});

test("only owners restore, until the 30 days are over", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "admin", "member");
  const [owner, admin, member] = actors as [Actor, Actor, Actor];
  await deleteWorkspace(owner, "Test", now);
  for (const personId of [admin.personId, member.personId, await createStranger()]) {
    expect(await listDeletedWorkspaces(personId, now)).toEqual([]);
    await expect(restoreWorkspace(personId, slug, now)).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await listDeletedWorkspaces(owner.personId, now + 30 * day)).toEqual([]);
  await expect(restoreWorkspace(owner.personId, slug, now + 30 * day)).rejects.toMatchObject({
    code: "not_found",
  });
  await restoreWorkspace(owner.personId, slug, now + 30 * day - 1);
  expect((await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).deletedAt).toBeNull();
});

test("after 30 days all rows of the workspace are deleted, from every table, and of no other workspace", async () => {
  const { owner, workspaceId, key } = await createOwned();
  const other = await createOwned();
  for (const filled of [workspaceId, other.workspaceId]) await fillWorkspace(filled, "purge");
  for (const used of [key, other.key]) await call("/validate", { key: used });
  await waitForLogs();
  await pool.query({
    text: `INSERT INTO "UnknownKeyCount" ("workspaceId", "bucketStart", "calls") VALUES ($1, now(), 1)`,
    values: [workspaceId],
  });
  await deleteWorkspace(owner, "purge", now);
  const filledTables = Object.entries(await dumpWorkspace(workspaceId)).filter(([, rows]) => rows.length > 0);
  expect(filledTables.length).toBeGreaterThan(15);
  const [kept, keptOther] = [await dumpWorkspace(workspaceId), await dumpWorkspace(other.workspaceId)];
  await purgeDeletedWorkspaces(new Date(now + 30 * day - second));
  expect(await dumpWorkspace(workspaceId)).toEqual(kept);
  await Promise.all([1, 2].map(() => purgeDeletedWorkspaces(new Date(now + 30 * day))));
  const left = Object.entries(await dumpWorkspace(workspaceId)).filter(([, rows]) => rows.length > 0);
  expect(left).toEqual([]);
  expect(await dumpWorkspace(other.workspaceId)).toEqual(keptOther);
});

test("a purge deletes more rows than one statement takes", async () => {
  const { owner, workspaceId } = await createOwned();
  await pool.query({
    text: `INSERT INTO "User" ("workspaceId", "id", "externalId")
           SELECT $1, 'user ' || n, n::text FROM generate_series(1, 12000) n`,
    values: [workspaceId],
  });
  await deleteWorkspace(owner, "Test", now);
  await purgeDeletedWorkspaces(new Date(now + 30 * day));
  const left = Object.entries(await dumpWorkspace(workspaceId)).filter(([, rows]) => rows.length > 0);
  expect(left).toEqual([]);
});

test("deleting an account ends its sessions, keeps what it made without an author, and tells by email", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const ada = await createMember(workspaceId, "admin");
  const { id: applicationId, key } = await createApplicationIn({ workspaceId, personId: ada.id });
  const { token } = await createInvitation(
    workspaceId,
    { workspaceId, personId: ada.id, role: "admin" },
    { role: "member" },
  );
  await deleteOwnAccount(ada, { email: ada.email, currentPassword: password });
  expect(await findSession({ personId: ada.id, sessionId: ada.sessionId })).toBeNull();
  expect(await prisma.person.count({ where: { id: ada.id } })).toBe(0);
  expect((await call("/validate", { key })).status).toBe(200);
  const application = await prisma.application.findFirstOrThrow({
    where: { workspaceId, id: applicationId },
  });
  expect(application.createdById).toBeNull();
  expect(await findInvitation(token)).toBeNull();
  const [entry] = (await listAuditEntries(workspaceId)).rows;
  expect(entry).toMatchObject({ action: "member.leave", personId: ada.id, personName: null });
  expect(entry?.detail).toContain(`${ada.email}) deleted their account`);
  expect(await prisma.email.findMany({ where: { toAddress: ada.email }, select: { kind: true } })).toEqual([
    { kind: "accountDeleted" },
  ]);
  expect(actors).toHaveLength(1);
});

test("the only owner cannot delete their account, unless the workspace is deleted", async () => {
  const ada = await createMember(null, "owner");
  const [workspace] = await listWorkspaces(ada.id);
  expect(await listOnlyOwned(ada.id)).toMatchObject([{ slug: workspace?.slug }]);
  const input = { email: ada.email, currentPassword: password };
  await expect(deleteOwnAccount(ada, input)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Engines"),
  });
  const { workspaceId } = await prisma.membership.findFirstOrThrow({ where: { personId: ada.id } });
  await deleteWorkspace(
    { workspaceId: workspaceId as WorkspaceId, personId: ada.id, role: "owner" },
    "Engines",
  );
  expect(await listOnlyOwned(ada.id)).toEqual([]);
  await deleteOwnAccount(ada, input);
});

test("of two owners who delete their accounts at the same time one stays", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const owners = [await createMember(workspaceId, "owner"), await createMember(workspaceId, "owner")];
  const results = await Promise.allSettled(
    owners.map((owner) => deleteOwnAccount(owner, { email: owner.email, currentPassword: password })),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await prisma.membership.count({ where: { workspaceId, role: "owner" } })).toBe(1);
});

test.each([
  ["another email", "eve@example.com", password, "email"],
  ["a wrong password", null, "wrong", "currentPassword"],
])("%s deletes nothing", async (_, email, currentPassword, path) => {
  const ada = await createMember((await createWorkspaceOf("owner")).workspaceId, "member");
  await expect(deleteOwnAccount(ada, { email: email ?? ada.email, currentPassword })).rejects.toMatchObject({
    details: { issues: [{ path }] },
  });
  expect(await prisma.person.count({ where: { id: ada.id } })).toBe(1);
});

async function createOwned() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const owner = actors[0] as Actor;
  const { key, id: applicationId } = await createApplicationIn({ workspaceId, personId: owner.personId });
  return { workspaceId, slug, owner, key, applicationId };
}

/** A person with a password and a session, in the workspace or in one of their own. */
async function createMember(workspaceId: WorkspaceId | null, role: "owner" | "admin" | "member") {
  const email = `${createId().toLowerCase()}@example.com`;
  const workspaceName = workspaceId === null ? "Engines" : undefined;
  const { id } = await createPerson({ name: "Ada", email, password, workspaceName });
  if (workspaceId !== null) await prisma.membership.create({ data: { workspaceId, personId: id, role } });
  const session = await findSession(await startSession(id));
  if (!session) throw new Error("No session.");
  return session;
}
