import "server-only";
import { applicationsOf } from "@/lib/applications/conditions";
import type { ApplicationListQuery } from "@/lib/applications/list-url";
import { listObserved } from "@/lib/applications/observed-permissions";
import {
  type ApplicationPage,
  type ApplicationRow,
  applicationsPerPage,
  type ExpiringApplications,
  type FoundKey,
  type KeyIdentity,
  type LongLivedKeys,
} from "@/lib/applications/rows";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { expiryWarningDays, type KeyPolicy, resolveExpiry } from "@/lib/keys/lifetime";
import { findHint } from "@/lib/keys/mask";
import type { LastUsedCall } from "@/lib/logs/schema";
import { foldName } from "@/lib/text/display-name";
import { day } from "@/lib/time";

const rowFields = (workspaceId: WorkspaceId) =>
  ({
    id: true,
    name: true,
    permissions: true,
    allowedIps: true,
    callsPerMinute: true,
    observedPermissions: true,
    enabled: true,
    description: true,
    owner: {
      select: { id: true, name: true, memberships: { where: { workspaceId }, select: { role: true } } },
    },
    version: true,
    createdAt: true,
    lastUsedAt: true,
    lastCall: true,
    lastRejectedAt: true,
    createdBy: { select: { name: true } },
    keys: {
      where: { OR: [{ revokedAt: null }, { revokedAt: { gt: new Date() } }] },
      select: {
        id: true,
        hint: true,
        createdAt: true,
        expiresAt: true,
        revokedAt: true,
        lastUsedAt: true,
        leakedAt: true,
        lastCall: true,
      },
      orderBy: { revokedAt: { sort: "desc", nulls: "first" } },
    },
  }) satisfies Prisma.ApplicationSelect;

/** Returns the requested page, or the last one if there are fewer. */
export async function listApplications(
  workspaceId: WorkspaceId,
  query: ApplicationListQuery,
): Promise<ApplicationPage> {
  const { sort, direction, page } = query;
  const notDeleted = { ...applicationsOf(workspaceId), deletedAt: null };
  const where = { ...notDeleted, ...toCondition(query) };
  const order = direction === "ascending" ? "asc" : "desc";
  const [found, matching, total] = await Promise.all([
    prisma.application.findMany({
      where,
      select: rowFields(workspaceId),
      // The id breaks ties, so that pages neither repeat nor skip a row.
      orderBy: [orderings[sort](order), { id: order }],
      skip: (page - 1) * applicationsPerPage,
      take: applicationsPerPage,
    }),
    prisma.application.count({ where }),
    prisma.application.count({ where: notDeleted }),
  ]);
  const lastPage = Math.max(1, Math.ceil(matching / applicationsPerPage));
  if (page > lastPage) return listApplications(workspaceId, { ...query, page: lastPage });
  return { rows: found.flatMap((application) => toRow(application) ?? []), page, matching, total };
}

/** Matches a key id, a masked key (by the last characters of the current key), or a part of the name. */
function toCondition({ search, key }: ApplicationListQuery): Prisma.ApplicationWhereInput {
  if (key !== null) return { keys: { some: { id: key } } };
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

/** Prisma does not escape LIKE wildcards in `contains`. */
function escapeWildcards(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Finds a key of this workspace by the hex SHA-256 of its text. */
export function findKeyByHash(workspaceId: WorkspaceId, hash: string): Promise<FoundKey | null> {
  return prisma.apiKey.findFirst({
    where: { workspaceId, hash: Buffer.from(hash, "hex"), application: { isManagement: false } },
    select: foundKeyFields,
  });
}

/** Null for an unknown key, and for one of another workspace. */
export async function identifyKey(
  workspaceId: WorkspaceId,
  hash: string,
  now = new Date(),
): Promise<KeyIdentity | null> {
  const found = await prisma.apiKey.findFirst({
    where: { workspaceId, hash: Buffer.from(hash, "hex"), application: { isManagement: false } },
    select: {
      id: true,
      hint: true,
      revokedAt: true,
      expiresAt: true,
      lastUsedAt: true,
      application: { select: { id: true, name: true, enabled: true, deletedAt: true } },
    },
  });
  if (!found) return null;
  const { id: keyId, hint, revokedAt, expiresAt, lastUsedAt, application } = found;
  const { enabled, deletedAt, ...named } = application;
  const [state, until]: [KeyIdentity["state"], Date | null] =
    deletedAt !== null
      ? ["deleted", deletedAt]
      : revokedAt !== null && revokedAt <= now
        ? ["revoked", revokedAt]
        : expiresAt !== null && expiresAt <= now
          ? ["expired", expiresAt]
          : !enabled
            ? ["disabled", null]
            : revokedAt !== null
              ? ["old", revokedAt]
              : ["active", expiresAt];
  return { keyId, hint, state, until, lastUsedAt, application: named };
}

export function findKeyById(workspaceId: WorkspaceId, id: string): Promise<FoundKey | null> {
  return prisma.apiKey.findFirst({
    where: { workspaceId, id, application: { isManagement: false } },
    select: foundKeyFields,
  });
}

const foundKeyFields = {
  id: true,
  hint: true,
  revokedAt: true,
  application: { select: { id: true, name: true, deletedAt: true } },
} satisfies Prisma.ApiKeySelect;

/** Lists the existing applications among the ids, in any order. */
export async function listApplicationsById(
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<ApplicationRow[]> {
  const found = await prisma.application.findMany({
    where: { ...applicationsOf(workspaceId), id: { in: [...ids] }, deletedAt: null },
    select: rowFields(workspaceId),
  });
  return found.flatMap((application) => toRow(application) ?? []);
}

const maxLongLivedListed = 5;

/** Lists the applications whose current keys expire later than the workspace allows for new ones. */
export async function listLongLivedKeys(
  workspaceId: WorkspaceId,
  policy: KeyPolicy,
  now = new Date(),
): Promise<LongLivedKeys> {
  const { latest } = resolveExpiry("never", policy, now);
  if (latest === null) return { total: 0, applications: [] };
  const tooLong = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: latest } }] };
  const where = { ...applicationsOf(workspaceId), deletedAt: null, keys: { some: tooLong } };
  const [total, applications] = await Promise.all([
    prisma.application.count({ where }),
    prisma.application.findMany({
      where,
      select: { id: true, name: true },
      orderBy: { foldedName: "asc" },
      take: maxLongLivedListed,
    }),
  ]);
  return { total, applications };
}

const maxExpiringListed = 3;

/** Lists the applications whose keys are about to expire, or expired in the last 30 days, the first to expire first. */
export async function listExpiringApplications(
  workspaceId: WorkspaceId,
  now = new Date(),
): Promise<ExpiringApplications> {
  const found = await prisma.$queryRaw<{ id: string; total: number }[]>`
    SELECT a."id", (count(*) OVER ())::int AS "total"
    FROM "ApiKey" k
    JOIN "Application" a ON a."workspaceId" = k."workspaceId" AND a."id" = k."applicationId"
    WHERE k."workspaceId" = ${workspaceId} AND k."revokedAt" IS NULL AND k."expiresAt" > ${new Date(now.getTime() - 30 * day)}
      AND a."deletedAt" IS NULL AND a."enabled" AND NOT a."isManagement"
      AND EXISTS (
        SELECT FROM unnest(${[...expiryWarningDays]}::int[]) t("days")
        WHERE k."expiresAt" <= ${now}::timestamptz + t."days" * interval '24 hours'
          AND k."expiresAt" - k."createdAt" > t."days" * interval '24 hours')
    ORDER BY k."expiresAt", a."id"
    LIMIT ${maxExpiringListed}`;
  const rows = await listApplicationsById(
    workspaceId,
    found.map(({ id }) => id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { total: found[0]?.total ?? 0, rows: found.flatMap(({ id }) => byId.get(id) ?? []) };
}

export async function findApplication(workspaceId: WorkspaceId, id: string): Promise<ApplicationRow | null> {
  const found = await prisma.application.findFirst({
    where: { ...applicationsOf(workspaceId), id, deletedAt: null },
    select: rowFields(workspaceId),
  });
  return found && toRow(found);
}

export async function findApplicationByName(
  workspaceId: WorkspaceId,
  name: string,
): Promise<ApplicationRow | null> {
  const where = { ...applicationsOf(workspaceId), foldedName: foldName(name), deletedAt: null };
  const found = await prisma.application.findFirst({ where, select: rowFields(workspaceId) });
  return found && toRow(found);
}

export async function getApplication(workspaceId: WorkspaceId, id: string): Promise<ApplicationRow> {
  const application = await findApplication(workspaceId, id);
  if (!application) throw createApplicationNotFoundError();
  return application;
}

/** The application's own rate limit; null: none. The application may be deleted. */
export async function findCallsPerMinute(workspaceId: WorkspaceId, id: string): Promise<number | null> {
  const found = await prisma.application.findFirst({
    where: { workspaceId, id },
    select: { callsPerMinute: true },
  });
  return found?.callsPerMinute ?? null;
}

export function createApplicationNotFoundError(): AppError {
  return new AppError("not_found", "Application not found. It may have been deleted.");
}

/** Null during a concurrent deletion: the row was read before it, the keys after. */
function toRow({
  keys,
  createdBy,
  owner,
  permissions,
  observedPermissions,
  lastCall,
  ...application
}: Prisma.ApplicationGetPayload<{ select: ReturnType<typeof rowFields> }>): ApplicationRow | null {
  const [current, old] = keys;
  if (!current || current.revokedAt !== null) return null;
  const { revokedAt: _, ...key } = current;
  return {
    ...application,
    permissions: permissions as Permission[],
    observed: listObserved(observedPermissions, new Date()),
    lastCall: lastCall as LastUsedCall | null,
    key: { ...key, lastCall: key.lastCall as LastUsedCall | null },
    oldKey: old?.revokedAt
      ? { id: old.id, hint: old.hint, revokedAt: old.revokedAt, lastUsedAt: old.lastUsedAt }
      : null,
    owner: owner && owner.memberships.length > 0 ? { id: owner.id, name: owner.name } : null,
    createdBy: createdBy?.name ?? null,
  };
}
