import { afterEach, expect, test, vi } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor } from "@/lib/auth/actor";
import { invitationThrottle } from "@/lib/auth/throttle";
import { prisma } from "@/lib/db/prisma";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { createId } from "@/lib/ids";
import * as actions from "@/lib/members/actions";
import {
  acceptInvitation,
  createInvitation,
  resendInvitation,
  revokeInvitation,
} from "@/lib/members/invitations/mutations";
import { changeRole } from "@/lib/members/mutations";
import { findInvitation, listMembers, listPendingInvitations } from "@/lib/members/queries";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { captureServerLog } from "@/tests/support/matchers/server-log";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

// Next.js is not running, so the mock provides the request headers.
const request = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ cookie: request.cookie, "x-forwarded-for": "203.0.113.9" }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

const server = provideMailServer();
afterEach(() => void vi.restoreAllMocks());

test("an invitation for an email is sent there, and says who invites to what", async () => {
  const { email, token } = await invite();
  await deliverAll();
  expect(server.mails).toMatchObject([
    { subject: "Somebody invites you to Test", envelope: { to: [email] } },
  ]);
  const { text = "", html = "" } = server.mails[0] ?? {};
  expect(text).toContain("Somebody invites you to join the workspace “Test” as an admin.");
  expect(text).toContain(`once, for seven days, for a person who signs in with ${email}.`);
  expect(text).toContain(`http://localhost:3000/invite/${token}`);
  expect(html).toContain(`href="http://localhost:3000/invite/${token}"`);
});

test("only a person with the email can accept the invitation", async () => {
  const { workspaceId, slug, email, token } = await invite();
  const other = await createStranger();
  await expect(acceptInvitation(other, token)).rejects.toMatchObject({
    code: "forbidden",
    message: `This invitation is for ${email}. Sign in with that email to accept it.`,
  });
  expect(await findInvitation(token)).toMatchObject({ email });
  const guest = createId();
  await prisma.person.create({ data: { id: guest, name: "Guest", email } });
  expect(await acceptInvitation(guest, token)).toEqual({ slug });
  expect(await listMembers(workspaceId)).toContainEqual(
    expect.objectContaining({ personId: guest, role: "admin" }),
  );
});

test("an attempt with another email is in the audit log", async () => {
  const { workspaceId, token, id } = await invite();
  const other = await createStranger();
  request.cookie = await createSessionCookie({ personId: other });
  expect(await actions.acceptInvitation({ token })).toMatchObject({ ok: false, code: "forbidden" });
  await expect
    .poll(async () => (await listAuditEntries(workspaceId, { about: "access" })).rows)
    .toMatchObject([{ subjectId: id, personId: other }]);
});

test("the action does not return the link of an email, and returns the one of a link", async () => {
  const { slug, owner } = await createWorld();
  request.cookie = await createSessionCookie(owner);
  const email = createEmail();
  expect(await actions.createInvitation(slug, { role: "member", email })).toMatchObject({
    ok: true,
    data: { link: null },
  });
  expect(await actions.createInvitation(slug, { role: "member", note: "Ada" })).toMatchObject({
    ok: true,
    data: { link: expect.stringMatching(/^http:\/\/localhost:3000\/invite\/[\w-]{43}$/) },
  });
  await deliverAll();
  expect(server.mails.map(({ envelope }) => envelope.to)).toEqual([[email]]);
});

test("the list shows an email as queued, tried again, failed and sent", async () => {
  const { workspaceId, owner } = await createWorld();
  const getDelivery = async () => (await listPendingInvitations(workspaceId))[0]?.delivery;
  const { id } = await createInvitation(workspaceId, owner, { role: "member", email: createEmail() });
  expect(await getDelivery()).toEqual({ state: "queued" });
  captureServerLog();
  server.reject({ command: "MAIL FROM", code: 451 });
  await deliverAll();
  expect(await getDelivery()).toEqual({ state: "retrying", failure: "The mail server answered 451." });
  server.reject({ command: "RCPT TO", code: 550 });
  await resendInvitation(workspaceId, owner, id);
  await deliverAll();
  const failure = "The mail server rejected the address (550).";
  expect(await getDelivery()).toEqual({ state: "failed", failure });
  server.reject(null);
  await resendInvitation(workspaceId, owner, id);
  expect(await getDelivery()).toEqual({ state: "queued" });
  await deliverAll();
  expect(await getDelivery()).toEqual({ state: "sent", sentAt: expect.any(Date) });
});

test("sending again replaces the link, starts its seven days again, and is in the audit log", async () => {
  const { workspaceId, owner, id, token, email } = await invite();
  await prisma.invitation.updateMany({ where: { workspaceId, id }, data: { expiresAt: new Date(0) } });
  expect(await listPendingInvitations(workspaceId)).toEqual([]);
  await resendInvitation(workspaceId, owner, id);
  // The first email was not sent yet: its link no longer works.
  await deliverAll();
  expect(server.mails).toHaveLength(1);
  const newToken = /\/invite\/(\S+)/.exec(server.mails[0]?.text ?? "")?.[1] ?? "";
  expect(newToken).not.toBe(token);
  expect(await findInvitation(token)).toBeNull();
  expect(await findInvitation(newToken)).toMatchObject({ email });
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
    ["member.invite", `for “${email}”, sent again`],
    ["member.invite", `for “${email}”`],
  ]);
});

test("sending again is rejected for a link, a used and an unknown invitation, and for a member", async () => {
  const { workspaceId, owner, member, id, token, email } = await invite();
  const link = await createInvitation(workspaceId, owner, { role: "member" });
  await expect(resendInvitation(workspaceId, owner, link.id)).rejects.toMatchObject({ code: "bad_request" });
  await expect(resendInvitation(workspaceId, member, id)).rejects.toMatchObject({ code: "forbidden" });
  const other = await createWorld();
  await expect(resendInvitation(other.workspaceId, other.owner, id)).rejects.toMatchObject({
    code: "not_found",
  });
  const guest = createId();
  await prisma.person.create({ data: { id: guest, name: "Guest", email } });
  await acceptInvitation(guest, token);
  await expect(resendInvitation(workspaceId, owner, id)).rejects.toMatchObject({ code: "not_found" });
});

test("a revoked invitation is not sent, and neither are those of an author who may not invite any more", async () => {
  const { workspaceId, owner, id } = await invite();
  await revokeInvitation(workspaceId, owner, id);
  const { workspaceId: another, actors } = await createWorkspaceOf("owner", "admin");
  const [boss, admin] = actors as [Actor, Actor];
  await createInvitation(another, admin, { role: "member", email: createEmail() });
  await changeRole(another, boss, { personId: admin.personId, role: "member" });
  await deliverAll();
  expect(server.mails).toEqual([]);
  expect(await prisma.email.count()).toBe(0);
});

test("a member and a pending email are not invited again", async () => {
  const { workspaceId, owner, member, email } = await invite();
  const person = await prisma.person.findUniqueOrThrow({ where: { id: member.personId } });
  const again = (address: string) => createInvitation(workspaceId, owner, { role: "member", email: address });
  await expect(again(person.email)).rejects.toMatchObject({
    code: "conflict",
    details: { issues: [{ path: "email", message: "A member has this email already." }] },
  });
  await expect(again(email)).rejects.toMatchObject({ code: "conflict", message: /pending/ });
  // Another workspace can invite them.
  const other = await createWorld();
  await createInvitation(other.workspaceId, other.owner, { role: "member", email });
});

test("an author who sent too many invitations waits", async () => {
  const { workspaceId, owner } = await createWorld();
  for (let index = 0; index < 30; index += 1)
    await invitationThrottle.countEmail(owner.personId, createEmail());
  const invitation = { role: "member", email: createEmail() } as const;
  await expect(createInvitation(workspaceId, owner, invitation)).rejects.toMatchObject({
    code: "rate_limited",
  });
  expect(await listPendingInvitations(workspaceId)).toEqual([]);
  // A link needs no email.
  await createInvitation(workspaceId, owner, { role: "member" });
});

test("names of workspaces and people cannot add a link or a header", async () => {
  const { workspaceId, owner } = await createWorld();
  await prisma.workspace.update({
    where: { id: workspaceId },
    data: { name: "evil.example/win\r\nBcc: a@b.c" },
  });
  await prisma.person.update({
    where: { id: owner.personId },
    data: { name: "<a href=x>https://evil.example" },
  });
  await createInvitation(workspaceId, owner, { role: "member", email: createEmail() });
  await deliverAll();
  const [mail] = server.mails;
  expect(mail?.headers).not.toHaveProperty("bcc");
  expect(mail?.envelope.to).toHaveLength(1);
  expect(mail?.text).not.toMatch(/evil\.example|https:\/\/evil/);
  expect(mail?.html).not.toContain("<a href=x>");
});

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "member");
  const [owner, member] = actors as [Actor, Actor];
  return { workspaceId, slug, owner, member };
}

async function invite() {
  const world = await createWorld();
  const email = createEmail();
  const invitation = await createInvitation(world.workspaceId, world.owner, { role: "admin", email });
  return { ...world, ...invitation, email };
}

function createEmail(): string {
  return `${createId().toLowerCase()}@example.com`;
}

async function deliverAll(): Promise<void> {
  const deliver = createDelivery(createSender());
  while (await deliver(Date.now() + 1000));
}
