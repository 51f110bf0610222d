import "server-only";
import { type ApplicationListQuery, type ApplicationRow, foldName } from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";

export const applicationsPerPage = 50;

const shown = {
  id: true,
  name: true,
  permissions: true,
  enabled: true,
  version: true,
  createdAt: true,
  lastUsedAt: true,
  createdBy: { select: { name: true } },
  keys: { where: { revokedAt: null }, select: { id: true, hint: true, createdAt: true } },
} satisfies Prisma.ApplicationSelect;

/** One page of the applications, how many match, and how many there are at all. */
export async function listApplications(
  workspaceId: WorkspaceId,
  { search, sort, direction, page }: ApplicationListQuery,
): Promise<{ rows: ApplicationRow[]; matching: number; total: number }> {
  const living = { workspaceId, deletedAt: null };
  const where = { ...living, foldedName: { contains: foldName(search) } };
  const order = direction === "ascending" ? "asc" : "desc";
  const [found, matching, total] = await Promise.all([
    prisma.application.findMany({
      where,
      select: shown,
      // The id decides between equals, so that pages neither repeat nor skip a row.
      orderBy: [orderings[sort](order), { id: order }],
      skip: (page - 1) * applicationsPerPage,
      take: applicationsPerPage,
    }),
    prisma.application.count({ where }),
    prisma.application.count({ where: living }),
  ]);
  return { rows: found.map(toRow), matching, total };
}

const orderings: Record<
  ApplicationListQuery["sort"],
  (order: Prisma.SortOrder) => Prisma.ApplicationOrderByWithRelationInput
> = {
  name: (order) => ({ foldedName: order }),
  status: (order) => ({ enabled: order }),
  lastUsed: (order) => ({ lastUsedAt: { sort: order, nulls: order === "asc" ? "first" : "last" } }),
  created: (order) => ({ createdAt: order }),
};

export async function findApplication(workspaceId: WorkspaceId, id: string): Promise<ApplicationRow | null> {
  const found = await prisma.application.findFirst({
    where: { workspaceId, id, deletedAt: null },
    select: shown,
  });
  return found && toRow(found);
}

export async function findApplicationByName(
  workspaceId: WorkspaceId,
  name: string,
): Promise<ApplicationRow | null> {
  const where = { workspaceId, foldedName: foldName(name), deletedAt: null };
  const found = await prisma.application.findFirst({ where, select: shown });
  return found && toRow(found);
}

export async function getApplication(workspaceId: WorkspaceId, id: string): Promise<ApplicationRow> {
  const application = await findApplication(workspaceId, id);
  if (!application)
    throw new AppError("not_found", "This application is no longer there. Somebody may have deleted it.");
  return application;
}

function toRow({
  keys,
  createdBy,
  permissions,
  ...application
}: Prisma.ApplicationGetPayload<{ select: typeof shown }>): ApplicationRow {
  const [key] = keys;
  if (!key) throw new Error(`Application ${application.id} has no current key.`);
  return {
    ...application,
    permissions: permissions as Permission[],
    key,
    createdBy: createdBy?.name ?? null,
  };
}
