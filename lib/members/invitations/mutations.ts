import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { createLinkToken, hashLinkToken } from "@/lib/auth/link-token";
import { may, type RoleName } from "@/lib/auth/permissions";
import { invitationThrottle } from "@/lib/auth/throttle";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { cancelEmailsById, enqueueEmail } from "@/lib/email/mutations";
import { isEmailConfigured } from "@/lib/email/settings";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { lockMembers, lockWorkspace } from "@/lib/members/queries";
import { findGrantDenial, throwIfDenied } from "@/lib/members/rules";
import { invitationLifetime, roles } from "@/lib/members/schema";

type NewInvitation = { role: RoleName; note?: string; email?: string };

/**
 * Creates an invitation for one person. Its token is returned once and never stored. With an email only a person with that
 * address can accept it; `isEmailed` says whether its link is sent there.
 */
export async function createInvitation(
  workspaceId: WorkspaceId,
  actor: Actor,
  { role, note = "", email }: NewInvitation,
) {
  return prisma.$transaction(async (transaction) => {
    const { current } = await lockMembers(transaction, workspaceId, actor, actor.personId);
    throwIfDenied(findGrantDenial(current.role, role));
    if (email) await rejectInvited(transaction, workspaceId, email);
    const { token, ...link } = createLink();
    const emailId = email
      ? await enqueueInvitation(transaction, workspaceId, actor, { role, email, token })
      : null;
    const id = createId();
    await recordAuditEntry(transaction, actor, "member.invite", roles[role].withArticle, {
      subjectId: id,
      detail: formatGuest({ note, email }),
    });
    await transaction.invitation.create({
      data: { workspaceId, id, role, note, email, emailId, createdById: actor.personId, ...link },
    });
    return { id, token, expiresAt: link.expiresAt, isEmailed: emailId !== null };
  });
}

/** Sends another link to the invitation's email. It replaces the earlier one and is valid for seven days again. */
export async function resendInvitation(
  workspaceId: WorkspaceId,
  actor: Actor,
  invitationId: string,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const { current } = await lockMembers(transaction, workspaceId, actor, actor.personId);
    const where = { workspaceId, id: invitationId };
    const found = await transaction.invitation.findFirst({
      where: { ...where, acceptedAt: null },
      select: { role: true, email: true, emailId: true },
    });
    if (!found) throw new AppError("not_found", "This invitation was used or revoked.");
    const { role, email } = found;
    throwIfDenied(findGrantDenial(current.role, role));
    if (!email) throw new AppError("bad_request", "This invitation has no email.");
    await cancelEmailsById(transaction, [found.emailId]);
    const { token, ...link } = createLink();
    const emailId = await enqueueInvitation(transaction, workspaceId, actor, { role, email, token });
    if (emailId === null) throw new AppError("unavailable", "This installation sends no email.");
    await transaction.invitation.updateMany({ where, data: { ...link, emailId } });
    await recordAuditEntry(transaction, actor, "member.invite", roles[role].withArticle, {
      subjectId: invitationId,
      detail: `${formatGuest({ note: "", email })}, sent again`,
    });
  });
}

function createLink() {
  const token = createLinkToken();
  return { token, tokenHash: hashLinkToken(token), expiresAt: new Date(Date.now() + invitationLifetime) };
}

async function rejectInvited(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  email: string,
): Promise<void> {
  const [member, invitation] = await Promise.all([
    transaction.membership.findFirst({
      where: { workspaceId, person: { email } },
      select: { personId: true },
    }),
    transaction.invitation.findFirst({
      where: { workspaceId, email, acceptedAt: null, expiresAt: { gt: new Date() } },
      select: { id: true },
    }),
  ]);
  if (!member && !invitation) return;
  const message = member
    ? "A member has this email already."
    : "An invitation for this email is pending. Send it again, or revoke it first.";
  throw new AppError("conflict", message, { issues: [{ path: "email", message }] });
}

/** Returns the id of the email, or null if this installation sends none. */
async function enqueueInvitation(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  actor: Actor,
  { role, email, token }: { role: RoleName; email: string; token: string },
): Promise<string | null> {
  if (!isEmailConfigured()) return null;
  await invitationThrottle.countEmail(actor.personId, email);
  const [workspace, inviter] = await Promise.all([
    transaction.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { name: true } }),
    transaction.person.findUniqueOrThrow({ where: { id: actor.personId }, select: { name: true } }),
  ]);
  const draft = messages.invitation({
    email,
    workspaceName: workspace.name,
    inviterName: inviter.name,
    role: roles[role].withArticle,
    url: toInvitationUrl(token),
  });
  return enqueueEmail(transaction, { kind: "invitation", toAddress: email, personId: null, draft });
}

export function toInvitationUrl(token: string): string {
  return `${env().NEXTAUTH_URL}/invite/${token}`;
}

/** Revokes an invitation. Does nothing if it is already revoked. */
export async function revokeInvitation(
  workspaceId: WorkspaceId,
  actor: Actor,
  invitationId: string,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const { current } = await lockMembers(transaction, workspaceId, actor, actor.personId);
    const where = { workspaceId, id: invitationId };
    const found = await transaction.invitation.findFirst({
      where,
      select: { role: true, note: true, email: true, emailId: true, acceptedAt: true },
    });
    if (!found) return;
    if (found.acceptedAt) {
      throw new AppError("conflict", "They are already a member.");
    }
    throwIfDenied(findGrantDenial(current.role, found.role));
    await transaction.invitation.deleteMany({ where });
    await cancelEmailsById(transaction, [found.emailId]);
    const role = roles[found.role].withArticle;
    const detail = formatGuest(found);
    await recordAuditEntry(transaction, actor, "member.revoke", role, { subjectId: invitationId, detail });
  });
}

/** Adds the person as a member. A link works once; a current member keeps their role and does not use up the link. */
export async function acceptInvitation(personId: string, token: string): Promise<{ slug: string }> {
  const tokenHash = hashLinkToken(token);
  return prisma.$transaction(async (transaction) => {
    const found = await transaction.invitation.findUnique({
      where: { tokenHash },
      select: {
        id: true,
        workspaceId: true,
        email: true,
        workspace: { select: { slug: true, deletedAt: true } },
        createdBy: { select: { name: true, email: true } },
      },
    });
    if (!found || found.workspace.deletedAt) throw createInvalidInvitationError();
    const { createdBy } = found;
    const workspace = { slug: found.workspace.slug };
    const workspaceId = found.workspaceId as WorkspaceId;

    await lockWorkspace(transaction, workspaceId);
    const membership = await transaction.membership.findUnique({
      where: { workspaceId_personId: { workspaceId, personId } },
      select: { role: true },
    });
    if (membership) return workspace;
    if (found.email !== null) await requireEmail(transaction, personId, found.email);

    const now = new Date();
    const [invitation] = await transaction.invitation.updateManyAndReturn({
      where: { tokenHash, acceptedAt: null, expiresAt: { gt: now } },
      data: { acceptedAt: now, acceptedById: personId },
      select: { role: true },
    });
    if (!invitation) throw createInvalidInvitationError();
    await transaction.membership.create({ data: { workspaceId, personId, role: invitation.role } });
    const role = roles[invitation.role].withArticle;
    await recordAuditEntry(transaction, { workspaceId, personId }, "member.join", role, {
      subjectId: found.id,
      detail: createdBy ? `invited by ${createdBy.name} (${createdBy.email})` : "",
    });
    return workspace;
  });
}

/**
 * Revokes pending invitations that their author may no longer create, so that a removed person cannot rejoin by a link of
 * their own. Returns the audit detail.
 */
export async function revokeInvitationsBy(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  personId: string,
  role: RoleName | null,
): Promise<string[]> {
  if (role === "owner") return [];
  const onlyOwnerLinks = role !== null && may(role, "manageMembers");
  const where: Prisma.InvitationWhereInput = {
    workspaceId,
    createdById: personId,
    acceptedAt: null,
    ...(onlyOwnerLinks && { role: "owner" }),
  };
  const emailed = await transaction.invitation.findMany({ where, select: { emailId: true } });
  const { count } = await transaction.invitation.deleteMany({ where });
  await cancelEmailsById(
    transaction,
    emailed.map(({ emailId }) => emailId),
  );
  if (count === 0) return [];
  return [count === 1 ? "1 invitation of theirs revoked" : `${count} invitations of theirs revoked`];
}

/** Only the holder of the link reads the email. */
async function requireEmail(transaction: Transaction, personId: string, email: string): Promise<void> {
  const person = await transaction.person.findUnique({ where: { id: personId }, select: { email: true } });
  if (person?.email === email) return;
  throw new AppError("forbidden", `This invitation is for ${email}. Sign in with that email to accept it.`);
}

function formatGuest({ note, email }: { note: string; email?: string | null }): string {
  const guest = email || note;
  return guest ? `for “${guest}”` : "";
}

function createInvalidInvitationError(): AppError {
  return new AppError("not_found", "This invitation was used, revoked or has expired. Ask for a new link.");
}
