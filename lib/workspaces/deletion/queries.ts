import "server-only";
import { prisma } from "@/lib/db/prisma";
import { workspaceRestorableTime } from "@/lib/workspaces/schema";

/** Lists the deleted workspaces that this owner can restore, the latest first. */
export async function listDeletedWorkspaces(personId: string, now = Date.now()) {
  const memberships = await prisma.membership.findMany({
    where: {
      personId,
      role: "owner",
      workspace: { deletedAt: { gt: new Date(now - workspaceRestorableTime) } },
    },
    orderBy: { workspace: { deletedAt: "desc" } },
    select: { workspace: { select: { name: true, slug: true, deletedAt: true } } },
  });
  return memberships.flatMap(({ workspace: { deletedAt, ...workspace } }) =>
    deletedAt ? [{ ...workspace, purgedAt: new Date(deletedAt.getTime() + workspaceRestorableTime) }] : [],
  );
}
export type DeletedWorkspace = Awaited<ReturnType<typeof listDeletedWorkspaces>>[number];

/** Lists the workspaces that would be without an owner after this person. */
export async function listOnlyOwned(personId: string): Promise<{ name: string; slug: string }[]> {
  return prisma.workspace.findMany({
    where: {
      deletedAt: null,
      memberships: {
        some: { personId, role: "owner" },
        none: { role: "owner", personId: { not: personId } },
      },
    },
    orderBy: { name: "asc" },
    select: { name: true, slug: true },
  });
}
