import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { hashLinkToken } from "@/lib/auth/link-token";
import { prisma } from "@/lib/db/prisma";
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

export type Member = Awaited<ReturnType<typeof listMembers>>[number];

/** Lists invitations that can still be accepted, newest first. */
export async function listPendingInvitations(workspaceId: WorkspaceId) {
  return prisma.invitation.findMany({
    where: { workspaceId, acceptedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { id: "desc" },
    select: {
      id: true,
      role: true,
      note: true,
      createdAt: true,
      expiresAt: true,
      createdBy: { select: { name: true } },
    },
  });
}

export type PendingInvitation = Awaited<ReturnType<typeof listPendingInvitations>>[number];

/** Finds an invitation that can still be accepted. Null if it is unknown, used, revoked or expired. */
export async function findInvitation(token: string) {
  return prisma.invitation.findUnique({
    where: { tokenHash: hashLinkToken(token), acceptedAt: null, expiresAt: { gt: new Date() } },
    select: {
      role: true,
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
