import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { may, type RoleName } from "@/lib/auth/permissions";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { createInvitationToken, hashInvitationToken } from "@/lib/members/invitation-token";
import { findGrantDenial, findManageDenial, findRemoveDenial } from "@/lib/members/rules";
import { type ChangeRole, invitationLifetime, roles } from "@/lib/members/schema";

/** Gives a member another role, from their next request on. Refused where it would leave no owner. */
export async function changeRole(workspaceId: WorkspaceId, actor: Actor, input: ChangeRole): Promise<void> {
  const { personId, role } = input;
  await prisma.$transaction(async (transaction) => {
    const { current, member, ownerCount } = await lockMembers(transaction, workspaceId, actor, personId);
    if (member.role === role) return;
    forbidIf(findManageDenial(current, member, ownerCount) ?? findGrantDenial(current.role, role));
    await transaction.membership.update({
      where: { workspaceId_personId: { workspaceId, personId } },
      data: { role },
    });
    const withdrawn = await withdrawInvitations(transaction, workspaceId, personId, role);
    const change = `from ${roles[member.role].label} to ${roles[role].label}`;
    await recordAuditEntry(transaction, actor, "member.role", member.person.name, {
      subjectId: personId,
      detail: [member.person.email, change, ...withdrawn].join(", "),
    });
  });
}

/** Removes a member, or lets one leave: their next request finds them a stranger. */
export async function removeMember(workspaceId: WorkspaceId, actor: Actor, personId: string): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const { current, member, ownerCount } = await lockMembers(transaction, workspaceId, actor, personId);
    forbidIf(findRemoveDenial(current, member, ownerCount));
    await transaction.membership.delete({ where: { workspaceId_personId: { workspaceId, personId } } });
    const withdrawn = await withdrawInvitations(transaction, workspaceId, personId, null);
    const role = roles[member.role].withArticle;
    if (personId === actor.personId)
      return recordAuditEntry(transaction, actor, "member.leave", role, { detail: withdrawn.join() });
    await recordAuditEntry(transaction, actor, "member.remove", member.person.name, {
      subjectId: personId,
      detail: [member.person.email, role, ...withdrawn].join(", "),
    });
  });
}

/** A link that lets one person in. Its token leaves this function and is kept nowhere. */
export async function createInvitation(
  workspaceId: WorkspaceId,
  actor: Actor,
  { role, note = "" }: { role: RoleName; note?: string },
) {
  const token = createInvitationToken();
  const { id, expiresAt } = await prisma.$transaction(async (transaction) => {
    const { current } = await lockMembers(transaction, workspaceId, actor, actor.personId);
    forbidIf(findGrantDenial(current.role, role));
    const id = createId();
    const detail = describeNote(note);
    await recordAuditEntry(transaction, actor, "member.invite", roles[role].withArticle, {
      subjectId: id,
      detail,
    });
    return transaction.invitation.create({
      data: {
        workspaceId,
        id,
        tokenHash: hashInvitationToken(token),
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

/** Its link stops working at once. Harmless where it was revoked already. */
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
      throw new AppError("conflict", "Somebody has joined with this link already. Look among the members.");
    }
    forbidIf(findGrantDenial(current.role, found.role));
    await transaction.invitation.deleteMany({ where });
    const role = roles[found.role].withArticle;
    const detail = describeNote(found.note);
    await recordAuditEntry(transaction, actor, "member.revoke", role, { subjectId: invitationId, detail });
  });
}

/** Makes the person a member, once per link. A member who opens a link stays what they are, and it stays good. */
export async function acceptInvitation(personId: string, token: string): Promise<{ slug: string }> {
  const tokenHash = hashInvitationToken(token);
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
 * The actor and the member as they are now, and not as they were when the request began. Changes of one
 * workspace's members wait for each other here, so that two owners cannot remove one another at once.
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
  const current = members.find((somebody) => somebody.personId === actor.personId);
  const member = members.find((somebody) => somebody.personId === personId);
  if (!current) throw new AppError("not_found", "You are not a member of this workspace.");
  if (!member) throw new AppError("not_found", "This person is not a member any more.");
  return { current, member, ownerCount: members.filter(({ role }) => role === "owner").length };
}

/** The weakest lock that holds back another of its kind: rows that refer to the workspace are written freely. */
async function lockWorkspace(transaction: Transaction, workspaceId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`;
}

/**
 * Takes back the links that somebody made and may not make any more: nobody leaves a way back in behind. Returns what
 * there is to say of it.
 */
async function withdrawInvitations(
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

function describeNote(note: string): string {
  return note ? `for “${note}”` : "";
}

function forbidIf(reason: string | null): void {
  if (reason !== null) throw new AppError("forbidden", reason);
}

function createInvalidInvitationError(): AppError {
  return new AppError(
    "not_found",
    "This invitation does not work any more: it was used, revoked, or is older than seven days. Ask for a new link.",
  );
}
