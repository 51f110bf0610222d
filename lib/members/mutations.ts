import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { createLinkToken, hashLinkToken } from "@/lib/auth/link-token";
import { may, type RoleName } from "@/lib/auth/permissions";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { findGrantDenial, findManageDenial, findRemoveDenial } from "@/lib/members/rules";
import { type ChangeRole, invitationLifetime, roles } from "@/lib/members/schema";

/** Changes a member's role, effective from their next request. Rejects a change that would leave no owner. */
export async function changeRole(workspaceId: WorkspaceId, actor: Actor, input: ChangeRole): Promise<void> {
  const { personId, role } = input;
  await prisma.$transaction(async (transaction) => {
    const { current, member, ownerCount } = await lockMembers(transaction, workspaceId, actor, personId);
    if (member.role === role) return;
    throwIfDenied(findManageDenial(current, member, ownerCount) ?? findGrantDenial(current.role, role));
    await transaction.membership.update({
      where: { workspaceId_personId: { workspaceId, personId } },
      data: { role },
    });
    const revoked = await revokeInvitationsBy(transaction, workspaceId, personId, role);
    const change = `from ${roles[member.role].label} to ${roles[role].label}`;
    await recordAuditEntry(transaction, actor, "member.role", member.person.name, {
      subjectId: personId,
      detail: [member.person.email, change, ...revoked].join(", "),
    });
  });
}

/** Removes a member, or the actor themselves. Effective from their next request. */
export async function removeMember(workspaceId: WorkspaceId, actor: Actor, personId: string): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const { current, member, ownerCount } = await lockMembers(transaction, workspaceId, actor, personId);
    throwIfDenied(findRemoveDenial(current, member, ownerCount));
    await transaction.membership.delete({ where: { workspaceId_personId: { workspaceId, personId } } });
    const revoked = await revokeInvitationsBy(transaction, workspaceId, personId, null);
    const role = roles[member.role].withArticle;
    if (personId === actor.personId)
      return recordAuditEntry(transaction, actor, "member.leave", role, { detail: revoked.join() });
    await recordAuditEntry(transaction, actor, "member.remove", member.person.name, {
      subjectId: personId,
      detail: [member.person.email, role, ...revoked].join(", "),
    });
  });
}

/** Creates an invitation for one person. Its token is returned once and never stored. */
export async function createInvitation(
  workspaceId: WorkspaceId,
  actor: Actor,
  { role, note = "" }: { role: RoleName; note?: string },
) {
  const token = createLinkToken();
  const { id, expiresAt } = await prisma.$transaction(async (transaction) => {
    const { current } = await lockMembers(transaction, workspaceId, actor, actor.personId);
    throwIfDenied(findGrantDenial(current.role, role));
    const id = createId();
    const detail = formatNote(note);
    await recordAuditEntry(transaction, actor, "member.invite", roles[role].withArticle, {
      subjectId: id,
      detail,
    });
    return transaction.invitation.create({
      data: {
        workspaceId,
        id,
        tokenHash: hashLinkToken(token),
        role,
        note,
        createdById: actor.personId,
        expiresAt: new Date(Date.now() + invitationLifetime),
      },
      select: { id: true, expiresAt: true },
    });
  });
  return { id, token, expiresAt };
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
      select: { role: true, note: true, acceptedAt: true },
    });
    if (!found) return;
    if (found.acceptedAt) {
      throw new AppError("conflict", "They are already a member.");
    }
    throwIfDenied(findGrantDenial(current.role, found.role));
    await transaction.invitation.deleteMany({ where });
    const role = roles[found.role].withArticle;
    const detail = formatNote(found.note);
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
        workspace: { select: { slug: true } },
        createdBy: { select: { name: true, email: true } },
      },
    });
    if (!found) throw createInvalidInvitationError();
    const { workspace, createdBy } = found;
    const workspaceId = found.workspaceId as WorkspaceId;

    await lockWorkspace(transaction, workspaceId);
    const membership = await transaction.membership.findUnique({
      where: { workspaceId_personId: { workspaceId, personId } },
      select: { role: true },
    });
    if (membership) return workspace;

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
 * Locks the workspace and reads the current roles of actor and member. The lock serializes member changes of a workspace,
 * so that two owners cannot remove each other concurrently.
 */
async function lockMembers(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  actor: Actor,
  personId: string,
) {
  await lockWorkspace(transaction, workspaceId);
  const members = await transaction.membership.findMany({
    where: { workspaceId, OR: [{ role: "owner" }, { personId: { in: [actor.personId, personId] } }] },
    select: { personId: true, role: true, person: { select: { name: true, email: true } } },
  });
  const current = members.find((candidate) => candidate.personId === actor.personId);
  const member = members.find((candidate) => candidate.personId === personId);
  if (!current) throw new AppError("not_found", "You are not a member of this workspace.");
  if (!member) throw new AppError("not_found", "This person is no longer a member.");
  return { current, member, ownerCount: members.filter(({ role }) => role === "owner").length };
}

/** The weakest self-conflicting lock: it does not block inserts that reference the workspace. */
async function lockWorkspace(transaction: Transaction, workspaceId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`;
}

/**
 * Revokes pending invitations that their author may no longer create, so that a removed person cannot rejoin by a link of
 * their own. Returns the audit detail.
 */
async function revokeInvitationsBy(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  personId: string,
  role: RoleName | null,
): Promise<string[]> {
  if (role === "owner") return [];
  const onlyOwnerLinks = role !== null && may(role, "manageMembers");
  const { count } = await transaction.invitation.deleteMany({
    where: {
      workspaceId,
      createdById: personId,
      acceptedAt: null,
      ...(onlyOwnerLinks && { role: "owner" }),
    },
  });
  if (count === 0) return [];
  return [count === 1 ? "1 invitation of theirs revoked" : `${count} invitations of theirs revoked`];
}

function formatNote(note: string): string {
  return note ? `for “${note}”` : "";
}

function throwIfDenied(reason: string | null): void {
  if (reason !== null) throw new AppError("forbidden", reason);
}

function createInvalidInvitationError(): AppError {
  return new AppError("not_found", "This invitation was used, revoked or has expired. Ask for a new link.");
}
