import "server-only";
import {
  type ApplicationListQuery,
  type ApplicationPage,
  type ApplicationRow,
  applicationsPerPage,
  type FoundKey,
} from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { findHint } from "@/lib/keys/mask";
import { foldName } from "@/lib/text/display-name";

const shown = {
  id: true,
  name: true,
  permissions: true,
  enabled: true,
  version: true,
  createdAt: true,
  lastUsedAt: true,
  lastRejectedAt: true,
  createdBy: { select: { name: true } },
  keys: { where: { revokedAt: null }, select: { id: true, hint: true, createdAt: true } },
} satisfies Prisma.ApplicationSelect;

/** The page that was asked for, or the last one where there are fewer. */
export async function listApplications(
  workspaceId: WorkspaceId,
  query: ApplicationListQuery,
): Promise<ApplicationPage> {
  const { sort, direction, page } = query;
  const living = { workspaceId, deletedAt: null };
  const where = { ...living, ...toCondition(query) };
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
  const lastPage = Math.max(1, Math.ceil(matching / applicationsPerPage));
  if (page > lastPage) return listApplications(workspaceId, { ...query, page: lastPage });
  return { rows: found.flatMap((application) => toRow(application) ?? []), page, matching, total };
}

/** A name contains the search. A key finds its application, and a masked key those whose current key ends like it. */
function toCondition({ search, key }: ApplicationListQuery): Prisma.ApplicationWhereInput {
  if (key !== undefined) return { keys: { some: { id: key } } };
  const hint = findHint(search);
  if (hint !== null) return { keys: { some: { hint, revokedAt: null } } };
  return { foldedName: { contains: escapeWildcards(foldName(search)) } };
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

/** Prisma hands the text of `contains` to LIKE as it is. */
function escapeWildcards(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Finds a key of the workspace by the hex SHA-256 of its text. Null for a key of another workspace. */
export function findKeyByHash(workspaceId: WorkspaceId, hash: string): Promise<FoundKey | null> {
  return prisma.apiKey.findFirst({
    where: { workspaceId, hash: Buffer.from(hash, "hex") },
    select: foundKey,
  });
}

export function findKeyById(workspaceId: WorkspaceId, id: string): Promise<FoundKey | null> {
  return prisma.apiKey.findFirst({ where: { workspaceId, id }, select: foundKey });
}

const foundKey = {
  id: true,
  hint: true,
  revokedAt: true,
  application: { select: { id: true, name: true, deletedAt: true } },
} satisfies Prisma.ApiKeySelect;

/** Those of the ids that exist, in any order. */
export async function listApplicationsById(
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<ApplicationRow[]> {
  const found = await prisma.application.findMany({
    where: { workspaceId, id: { in: [...ids] }, deletedAt: null },
    select: shown,
  });
  return found.flatMap((application) => toRow(application) ?? []);
}

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
  if (!application) throw createApplicationNotFoundError();
  return application;
}

export function createApplicationNotFoundError(): AppError {
  return new AppError("not_found", "This application is no longer there. Somebody may have deleted it.");
}

/** Null for one that is being deleted: its row was read just before, its keys just after. */
function toRow({
  keys,
  createdBy,
  permissions,
  ...application
}: Prisma.ApplicationGetPayload<{ select: typeof shown }>): ApplicationRow | null {
  const [key] = keys;
  if (!key) return null;
  return {
    ...application,
    permissions: permissions as Permission[],
    key,
    createdBy: createdBy?.name ?? null,
  };
}
