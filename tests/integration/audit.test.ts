import { expect, test } from "vitest";
import { recordActOnce } from "@/lib/audit/mutations";
import { listAuditEntries } from "@/lib/audit/queries";
import { AuditQuery } from "@/lib/audit/schema";
import type { Actor } from "@/lib/auth/actor";
import { createId } from "@/lib/ids";
import { createWorkspaceOf } from "@/tests/support/people";

test("the audit log tells who did what, in words, newest first", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  await recordActOnce(owner, "log.reveal", "first");
  await recordActOnce(admin, "log.reveal", "second");
  const { rows, next } = await listAuditEntries(workspaceId, null);
  expect(rows).toMatchObject([
    { subject: "second", words: "revealed the values of a call", personName: "Somebody" },
    { subject: "first" },
  ]);
  expect(rows[0]?.personEmail).not.toBe(rows[1]?.personEmail);
  expect(next).toBeNull();
});

test("its pages neither repeat nor skip an entry", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const subjects = Array.from({ length: 51 }, (_, index) => `call ${index}`);
  for (const subject of subjects) await recordActOnce(actors[0] as Actor, "log.reveal", subject);
  const first = await listAuditEntries(workspaceId, null);
  const second = await listAuditEntries(workspaceId, first.next);
  expect([...first.rows, ...second.rows].map(({ subject }) => subject)).toEqual(subjects.toReversed());
  expect(second.next).toBeNull();
});

test("what was done in another workspace is not in it, and what somebody did who is gone is", async () => {
  const here = await createWorkspaceOf("owner");
  const there = await createWorkspaceOf("owner");
  await recordActOnce(there.actors[0] as Actor, "log.reveal", "there");
  await recordActOnce({ ...(here.actors[0] as Actor), personId: createId() }, "log.reveal", "here");
  const { rows } = await listAuditEntries(here.workspaceId, null);
  expect(rows).toMatchObject([{ subject: "here", personName: null, personEmail: null }]);
});

test("an address that makes no sense shows the newest", () => {
  for (const before of ["x", ["a", "b"], undefined])
    expect(AuditQuery.parse({ before })).toEqual({ before: null });
});
