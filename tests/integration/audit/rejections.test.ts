import { expect, test, vi } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { signIn } from "@/lib/auth/sign-in";
import { prisma } from "@/lib/db/prisma";
import { createId, getMinId } from "@/lib/ids";
import { acceptInvitation as acceptInvitationAction, changeRole } from "@/lib/members/actions";
import { acceptInvitation, createInvitation } from "@/lib/members/invitations/mutations";
import { removeMember } from "@/lib/members/mutations";
import { createPerson } from "@/lib/people/mutations";
import { recordFailedSignIn } from "@/lib/rejections/mutations";
import { day } from "@/lib/time";
import { createWorkspace } from "@/lib/workspaces/mutations";
import { listWorkspaces } from "@/lib/workspaces/queries";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

// Next.js is not running, so the mock provides the request headers.
const request = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ cookie: request.cookie, "x-forwarded-for": "203.0.113.9" }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

test("records a wrong password in each workspace of the person, once per hour and client", async () => {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPerson({
    name: "Ada",
    email,
    password: "correct horse battery",
    workspaceName: "One",
  });
  await createWorkspace(id, "Two");
  const attempts = ["203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.2"];
  for (const ipAddress of attempts) {
    await expect(signIn({ email, password: "wrong" }, { ipAddress })).rejects.toThrow();
  }
  const workspaces = await prisma.workspace.findMany({ where: { memberships: { some: { personId: id } } } });
  expect(workspaces).toHaveLength(2);
  for (const workspace of workspaces) {
    const workspaceId = workspace.id as WorkspaceId;
    const failed = { text: "failed to sign in as …", subject: email, subjectId: id, personId: null };
    await expect
      .poll(() => listAttempts(workspaceId))
      .toEqual([
        expect.objectContaining({ ...failed, ipAddress: "203.0.113.1", count: 3, lastAt: expect.any(Date) }),
        expect.objectContaining({ ...failed, ipAddress: "203.0.113.2", count: 1 }),
      ]);
  }
});

test("records a sign-in with an unknown email outside all workspaces and without the email", async () => {
  const email = `${createId().toLowerCase()}@example.com`;
  await expect(signIn({ email, password: "wrong" }, { ipAddress: "203.0.113.77" })).rejects.toThrow();
  const find = () => prisma.rejectedAttempt.findMany({ where: { ipAddress: "203.0.113.77" } });
  await expect
    .poll(find)
    .toMatchObject([{ workspaceId: "installation", subject: "an unknown person", count: 1 }]);
  expect(JSON.stringify(await find())).not.toContain(email);
});

test("shares one row for attempts from more than 50 IP addresses, and deletes rows after 90 days", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const id = getMinId(new Date(Date.now() - 91 * day));
  await prisma.rejectedAttempt.create({
    data: {
      workspaceId,
      id,
      action: "access.sign-in",
      subject: "Ada",
      ipAddress: "203.0.113.1",
      lastAt: new Date(),
    },
  });
  for (let index = 0; index < 60; index += 1) recordFailedSignIn(owner.personId, `198.51.100.${index}`);
  const find = () => prisma.rejectedAttempt.findMany({ where: { workspaceId }, orderBy: { id: "asc" } });
  const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);
  await expect.poll(async () => sum(await find())).toBe(60);
  const attempts = await find();
  expect(attempts).toHaveLength(51);
  expect(attempts.at(-1)).toMatchObject({ subject: "several people", ipAddress: "", count: 10 });
});

test("records an action that the role does not allow, with client and count", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "member");
  const [owner, member] = actors as [Actor, Actor];
  request.cookie = await createSessionCookie(member);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const result = await changeRole(slug, { personId: owner.personId, role: "member" });
    expect(result).toMatchObject({ ok: false, code: "forbidden" });
  }
  await expect
    .poll(() => listAttempts(workspaceId))
    .toMatchObject([
      {
        text: "was not allowed to …",
        subject: "change members",
        personId: member.personId,
        ipAddress: "203.0.113.9",
        count: 2,
      },
    ]);
});

test("records a rejected action of an admin on an owner", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("admin", "owner", "owner");
  const [admin, owner] = actors as [Actor, Actor];
  request.cookie = await createSessionCookie(admin);
  await changeRole(slug, { personId: owner.personId, role: "member" });
  await expect
    .poll(() => listAttempts(workspaceId))
    .toMatchObject([{ text: "was not allowed to …", personId: admin.personId }]);
});

test("records an action of a removed member", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  await removeMember(workspaceId, owner, admin.personId);
  request.cookie = await createSessionCookie(admin);
  const result = await changeRole(slug, { personId: owner.personId, role: "member" });
  expect(result).toMatchObject({ ok: false, code: "not_found" });
  await expect
    .poll(() => listAttempts(workspaceId))
    .toMatchObject([{ text: "was not allowed to … without being a member", personId: admin.personId }]);
});

test("records another use of a used invitation", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { id, token } = await createInvitation(workspaceId, owner, { role: "admin", note: "" });
  await acceptInvitation(await createStranger(), token);
  const latecomer = await createStranger();
  request.cookie = await createSessionCookie({ personId: latecomer });
  expect(await acceptInvitationAction({ token })).toMatchObject({ ok: false, code: "not_found" });
  await expect
    .poll(() => listAttempts(workspaceId))
    .toMatchObject([
      { text: expect.stringContaining("tried an invalid invitation"), subjectId: id, personId: latecomer },
    ]);
  expect(await listWorkspaces(latecomer)).toEqual([]);
});

/** Lists rejected attempts, oldest first. */
async function listAttempts(workspaceId: WorkspaceId) {
  const { rows } = await listAuditEntries(workspaceId, { about: "access" });
  return rows.toReversed();
}
