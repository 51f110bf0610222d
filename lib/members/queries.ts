import "server-only";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { hashLinkToken } from "@/lib/auth/link-token";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { roles } from "@/lib/members/schema";

/** Lists the members in the order they joined. */
export async function listMembers(workspaceId: WorkspaceId) {
  const members = await prisma.membership.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: "asc" }, { personId: "asc" }],
    select: { personId: true, role: true, createdAt: true, person: { select: { name: true, email: true } } },
  });
  return members.map(({ personId, role, createdAt, person }) => ({ personId, role, createdAt, ...person }));
}

/** The members by name, for a choice of one. */
export async function listOwnerCandidates(workspaceId: WorkspaceId) {
  const members = await prisma.membership.findMany({
    where: { workspaceId },
    orderBy: [{ person: { name: "asc" } }, { personId: "asc" }],
    select: { person: { select: { id: true, name: true, email: true } } },
  });
  return members.map(({ person }) => person);
}

export type Member = Awaited<ReturnType<typeof listMembers>>[number];

/** Lists invitations that can still be accepted, newest first. */
export async function listPendingInvitations(workspaceId: WorkspaceId) {
  const invitations = await prisma.invitation.findMany({
    where: { workspaceId, acceptedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { id: "desc" },
    select: {
      id: true,
      role: true,
      note: true,
      email: true,
      createdAt: true,
      expiresAt: true,
      createdBy: { select: { name: true } },
      delivery: { select: { sentAt: true, failure: true, nextAttemptAt: true } },
    },
  });
  return invitations.map(({ delivery, ...invitation }) => ({
    ...invitation,
    delivery: toDelivery(delivery),
  }));
}

/** What became of the invitation's newest email. */
export type Delivery =
  | { state: "queued" }
  | { state: "sent"; sentAt: Date }
  | { state: "retrying" | "failed"; failure: string };

/** Null where no email was sent. */
function toDelivery(
  email: { sentAt: Date | null; failure: string | null; nextAttemptAt: Date | null } | null,
): Delivery | null {
  if (!email) return null;
  const { sentAt, failure, nextAttemptAt } = email;
  if (sentAt) return { state: "sent", sentAt };
  if (failure === null) return { state: "queued" };
  return { state: nextAttemptAt ? "retrying" : "failed", failure };
}

export type PendingInvitation = Awaited<ReturnType<typeof listPendingInvitations>>[number];

/** Finds an invitation that can still be accepted. Null if it is unknown, used, revoked or expired. */
export async function findInvitation(token: string) {
  return prisma.invitation.findUnique({
    where: {
      tokenHash: hashLinkToken(token),
      acceptedAt: null,
      expiresAt: { gt: new Date() },
      workspace: { deletedAt: null },
    },
    select: {
      role: true,
      email: true,
      createdBy: { select: { name: true } },
      workspace: { select: { name: true, slug: true } },
    },
  });
}

/** Finds the invitation of a link, even if used or expired. Revoked invitations are deleted. */
export async function findStoredInvitation(token: string) {
  const invitation = await prisma.invitation.findUnique({
    where: { tokenHash: hashLinkToken(token) },
    select: { workspaceId: true, id: true, role: true },
  });
  return (
    invitation && {
      workspaceId: invitation.workspaceId as WorkspaceId,
      invitationId: invitation.id,
      role: roles[invitation.role].withArticle,
    }
  );
}

/**
 * Locks the workspace and reads the current roles of actor and member. The lock serializes member changes of a workspace,
 * so that two owners cannot remove each other concurrently.
 */
export async function lockMembers(
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
export async function lockWorkspace(transaction: Transaction, workspaceId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`;
}
