import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { revokeInvitationsBy } from "@/lib/members/invitations/mutations";
import { lockMembers } from "@/lib/members/queries";
import { findGrantDenial, findManageDenial, findRemoveDenial, throwIfDenied } from "@/lib/members/rules";
import { type ChangeRole, roles } from "@/lib/members/schema";

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
      changes: [{ field: "Role", before: roles[member.role].label, after: roles[role].label }],
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
