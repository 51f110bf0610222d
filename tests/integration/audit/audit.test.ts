import { expect, test } from "vitest";
import { recordAuditEntry, recordAuditEntryOnce } from "@/lib/audit/mutations";
import { listAuditEntries } from "@/lib/audit/queries";
import { auditActions, auditTopics, loadAuditQuery } from "@/lib/audit/schema";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
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
  expect(others).toEqual(["workspace.rename", "workspace.key-lifetime", "workspace.time-zone"]);
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
    expect(loadAuditQuery({ before: value, about: value })).toEqual({ before: null, about: null });
});
