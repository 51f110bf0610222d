import { expect, test } from "vitest";
import { createApplication, deleteApplication, updateApplication } from "@/lib/applications/mutations";
import { recordAuditEntry, recordAuditEntryOnce } from "@/lib/audit/mutations";
import { listAuditEntries, listAuditFilterOptions } from "@/lib/audit/queries";
import {
  type AuditEntry,
  type AuditFilter,
  auditActions,
  auditTopics,
  commandLine,
  loadAuditQuery,
} from "@/lib/audit/schema";
import type { Actor } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { removeMember } from "@/lib/members/mutations";
import type { Page } from "@/lib/page";
import { recordFailedSignIn } from "@/lib/rejections/mutations";
import { hour } from "@/lib/time";
import { createWorkspaceOf } from "@/tests/support/factories/people";

test("lists entries newest first, with person and text", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  await recordAuditEntryOnce(owner, "log.reveal", "first");
  await recordAuditEntryOnce(admin, "log.reveal", "second");
  const { rows, next } = await listAuditEntries(workspaceId);
  expect(rows).toMatchObject([
    { subject: "second", text: "revealed the values of a call", personName: "Somebody" },
    { subject: "first" },
  ]);
  expect(rows[0]?.personEmail).not.toBe(rows[1]?.personEmail);
  expect(next).toBeNull();
});

test("pages neither repeat nor skip an entry", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const subjects = Array.from({ length: 51 }, (_, index) => `call ${index}`);
  for (const subject of subjects) await recordAuditEntryOnce(actors[0] as Actor, "log.reveal", subject);
  const first = await listAuditEntries(workspaceId);
  const second = await listAuditEntries(workspaceId, { before: first.next });
  expect([...first.rows, ...second.rows].map(({ subject }) => subject)).toEqual(subjects.toReversed());
  expect(second.next).toBeNull();
});

test("filters by topic across pages", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  for (let index = 0; index < 51; index += 1)
    await recordAuditEntry(prisma, owner, "website.create", `${index}`);
  await recordAuditEntry(prisma, owner, "log.reveal", "a call");
  await recordAuditEntry(prisma, owner, "logs.retention", "from 7 to 30 days");
  const about = "website";
  const first = await listAuditEntries(workspaceId, { about });
  const second = await listAuditEntries(workspaceId, { about, before: first.next });
  expect([...first.rows, ...second.rows].map(({ subject }) => subject).at(-1)).toBe("0");
  expect(first.rows.length + second.rows.length).toBe(51);
  const { rows } = await listAuditEntries(workspaceId, { about: "log" });
  expect(rows.map(({ action }) => action)).toEqual(["logs.retention", "log.reveal"]);
});

test("gives every action a topic, except those of the workspace itself", () => {
  const topics = Object.keys(auditTopics);
  const others = Object.keys(auditActions).filter(
    (action) => !topics.some((topic) => action.startsWith(topic)),
  );
  expect(others).toEqual([
    "workspace.rename",
    "workspace.key-lifetime",
    "workspace.delete",
    "workspace.restore",
    "workspace.sign-in",
    "workspace.time-zone",
    "audit.export",
  ]);
});

test("lists no entry of another workspace, and keeps entries of a deleted person", async () => {
  const here = await createWorkspaceOf("owner");
  const there = await createWorkspaceOf("owner");
  await recordAuditEntryOnce(there.actors[0] as Actor, "log.reveal", "there");
  await recordAuditEntryOnce({ ...(here.actors[0] as Actor), personId: createId() }, "log.reveal", "here");
  const { rows } = await listAuditEntries(here.workspaceId);
  expect(rows).toMatchObject([{ subject: "here", personName: null, personEmail: null }]);
});

test("shows the newest entries for invalid URL parameters", () => {
  for (const value of ["x", ["a", "b"], undefined])
    expect(
      loadAuditQuery({ before: value, about: value, person: value, from: value, action: value }),
    ).toEqual({
      about: null,
      action: null,
      person: null,
      application: null,
      range: null,
      from: null,
      to: null,
      before: null,
    });
});

test("filters by person, action, application and time", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  const [billing, uptime] = [createId(), createId()];
  await recordAuditEntry(prisma, owner, "application.create", "Billing", { subjectId: billing });
  await recordAuditEntry(prisma, admin, "application.disable", "Billing", { subjectId: billing });
  await recordAuditEntry(prisma, { workspaceId, personId: null }, "application.create", "Uptime", {
    subjectId: uptime,
  });
  const list = async (filter: Partial<AuditFilter>) =>
    (await listAuditEntries(workspaceId, filter)).rows.map(({ action, subject }) => `${action} ${subject}`);
  const [created, disabled, uptimeCreated] = [
    "application.create Billing",
    "application.disable Billing",
    "application.create Uptime",
  ];
  expect(await list({ person: admin.personId })).toEqual([disabled]);
  expect(await list({ person: commandLine })).toEqual([uptimeCreated]);
  expect(await list({ action: "application.create" })).toEqual([uptimeCreated, created]);
  expect(await list({ application: billing })).toEqual([disabled, created]);
  expect(await list({ application: billing, person: owner.personId })).toEqual([created]);
  expect(await list({ range: "1h" })).toHaveLength(3);
  expect(await list({ to: new Date(Date.now() - hour) })).toEqual([]);
  expect(await list({ from: new Date(Date.now() + hour) })).toEqual([]);
  const [{ time }] = (await listAuditEntries(workspaceId, { person: admin.personId })).rows as [AuditEntry];
  expect(await list({ from: time, to: new Date(time.getTime() + 1), person: admin.personId })).toEqual([
    disabled,
  ]);
});

test("filters failed sign-ins by the person whose account was tried", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  recordFailedSignIn(admin.personId, "203.0.113.5");
  await expect
    .poll(async () => (await listAuditEntries(workspaceId, { person: admin.personId })).rows)
    .toMatchObject([{ action: "access.sign-in", ipAddress: "203.0.113.5", count: 1 }]);
  expect((await listAuditEntries(workspaceId, { person: owner.personId })).rows).toEqual([]);
});

test("pages of entries and rejected attempts are in one order", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  for (let index = 0; index < 6; index += 1) {
    await recordAuditEntry(prisma, owner, "website.create", `${index}`);
    await prisma.rejectedAttempt.create({
      data: {
        workspaceId,
        id: createId(),
        action: "access.denied",
        subject: `${index}`,
        ipAddress: "",
        lastAt: new Date(),
      },
    });
  }
  const ids: string[] = [];
  let before: string | null = null;
  do {
    const page: Page<AuditEntry> = await listAuditEntries(workspaceId, { before }, 5);
    ids.push(...page.rows.map(({ id }) => id));
    before = page.next;
  } while (before !== null);
  expect(ids).toHaveLength(12);
  expect(ids).toEqual(ids.toSorted().toReversed());
});

test("offers members, former members with entries and deleted applications as filters", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin", "member");
  const [owner, admin, member] = actors as [Actor, Actor, Actor];
  await recordAuditEntry(prisma, admin, "logs.retention", "from 7 to 30 days");
  await removeMember(workspaceId, owner, admin.personId);
  const { applicationId } = await createApplication(workspaceId, null, { name: "Gone", permissions: [] });
  await deleteApplication(workspaceId, null, applicationId);
  const { people, applications } = await listAuditFilterOptions(workspaceId);
  expect(new Set(people.map(({ id }) => id))).toEqual(
    new Set([owner.personId, admin.personId, member.personId]),
  );
  expect(applications).toEqual([{ id: applicationId, name: "Gone", isDeleted: true }]);
});

test("keeps values before and after a change, without keys", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { applicationId, key } = await createApplication(workspaceId, owner.personId, {
    name: "Billing",
    permissions: ["ReadContacts"],
  });
  await updateApplication(workspaceId, owner.personId, {
    id: applicationId,
    version: 1,
    name: `Billing ${key}`,
    permissions: ["ReadEvents"],
    enabled: false,
    expiry: "never",
  });
  const { rows } = await listAuditEntries(workspaceId, { application: applicationId });
  const changes = rows.flatMap((entry) => entry.changes);
  expect(changes).toEqual(
    expect.arrayContaining([
      { field: "Name", before: "Billing", after: "Billing [removed]" },
      { field: "Allowed to", before: "“Read contacts”", after: "“Read events”" },
      { field: "Enable", before: "On", after: "Off" },
    ]),
  );
  expect(JSON.stringify(changes)).not.toContain(key);
});

test("the database rejects changing, deleting and truncating entries while their workspace exists", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  await recordAuditEntry(prisma, actors[0] as Actor, "website.create", "acme.com");
  const values = [workspaceId];
  for (const statement of [
    `UPDATE "AuditEntry" SET "subject" = 'other' WHERE "workspaceId" = $1`,
    `DELETE FROM "AuditEntry" WHERE "workspaceId" = $1`,
  ])
    await expect(pool.query(statement, values)).rejects.toThrow("cannot be changed or deleted");
  await expect(pool.query(`TRUNCATE "AuditEntry"`)).rejects.toThrow("cannot be changed or deleted");
  expect((await listAuditEntries(workspaceId)).rows).toMatchObject([{ subject: "acme.com" }]);
  await prisma.workspace.delete({ where: { id: workspaceId } });
  await pool.query(`DELETE FROM "AuditEntry" WHERE "workspaceId" = $1`, values);
  expect(await prisma.auditEntry.count({ where: { workspaceId } })).toBe(0);
});
