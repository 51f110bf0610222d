import "server-only";
import { applicationsOf } from "@/lib/applications/conditions";
import {
  applicationsPerPage,
  type DeletedApplication,
  type DeletedApplicationPage,
} from "@/lib/applications/rows";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { foldName } from "@/lib/text/display-name";

const restorableCondition = (workspaceId: WorkspaceId) => ({
  ...applicationsOf(workspaceId),
  deletedAt: { not: null },
  purgedAt: null,
});

export function countDeletedApplications(workspaceId: WorkspaceId): Promise<number> {
  return prisma.application.count({ where: restorableCondition(workspaceId) });
}

/** Returns the requested page of the applications that can be restored, or the last page if there are fewer. */
export async function listDeletedApplications(
  workspaceId: WorkspaceId,
  page: number,
): Promise<DeletedApplicationPage> {
  const where = restorableCondition(workspaceId);
  const [found, total] = await Promise.all([
    prisma.application.findMany({
      where,
      select: deletedFields,
      orderBy: [{ deletedAt: "desc" }, { id: "desc" }],
      skip: (page - 1) * applicationsPerPage,
      take: applicationsPerPage,
    }),
    countDeletedApplications(workspaceId),
  ]);
  const lastPage = Math.max(1, Math.ceil(total / applicationsPerPage));
  if (page > lastPage) return listDeletedApplications(workspaceId, lastPage);
  return { rows: found.flatMap((row) => toDeletedApplication(row) ?? []), page, total };
}

/** The last deleted one of those that had the name. */
export async function findDeletedApplicationByName(
  workspaceId: WorkspaceId,
  name: string,
): Promise<DeletedApplication | null> {
  const found = await prisma.application.findFirst({
    where: { ...restorableCondition(workspaceId), foldedName: foldName(name) },
    select: deletedFields,
    orderBy: [{ deletedAt: "desc" }, { id: "desc" }],
  });
  return found && toDeletedApplication(found);
}

const deletedFields = {
  id: true,
  name: true,
  enabled: true,
  deletedAt: true,
  deletedBy: { select: { name: true } },
  keys: { where: { revokedAt: null }, select: { hint: true, expiresAt: true } },
} satisfies Prisma.ApplicationSelect;

/** Null during a concurrent restoration. */
function toDeletedApplication({
  deletedAt,
  deletedBy,
  keys,
  ...rest
}: Prisma.ApplicationGetPayload<{ select: typeof deletedFields }>): DeletedApplication | null {
  const [key] = keys;
  if (!deletedAt || !key) return null;
  return { ...rest, deletedAt, deletedBy: deletedBy?.name ?? null, ...key };
}
