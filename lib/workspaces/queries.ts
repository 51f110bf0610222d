import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import type { KeyPolicy } from "@/lib/keys/lifetime";
import { isStorable } from "@/lib/text/storable";

/** Finds a person's membership. Null for nonmembers and for unknown workspaces alike. */
export async function findMembership(personId: string, workspaceSlug: string) {
  if (!isStorable(workspaceSlug)) return null;
  return prisma.membership.findFirst({
    where: { personId, workspace: { slug: workspaceSlug, deletedAt: null } },
    select: {
      role: true,
      workspace: {
        select: { id: true, name: true, slug: true, proofMinutes: true, requiresTwoFactor: true },
      },
    },
  });
}

/** Returns what members need to sign in. */
export function getSignInRules(workspaceId: WorkspaceId) {
  return prisma.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { proofMinutes: true, requiresTwoFactor: true },
  });
}

/** Lists a person's workspaces in the order they joined. */
export async function listWorkspaces(personId: string) {
  const memberships = await prisma.membership.findMany({
    where: { personId, workspace: { deletedAt: null } },
    orderBy: [{ createdAt: "asc" }, { workspaceId: "asc" }],
    select: { role: true, workspace: { select: { name: true, slug: true } } },
  });
  return memberships.map(({ role, workspace }) => ({ ...workspace, role }));
}

/** Returns the retention of logged calls in days. */
export async function getLogRetention(workspaceId: WorkspaceId): Promise<number> {
  const { logDays } = await prisma.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { logDays: true },
  });
  return logDays;
}

/** Returns the limits for the workspace's keys. */
export function getKeyPolicy(workspaceId: WorkspaceId): Promise<KeyPolicy> {
  return prisma.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { timeZone: true, maxKeyDays: true },
  });
}
