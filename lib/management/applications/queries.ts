import "server-only";
import { createApplicationNotFoundError } from "@/lib/applications/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { omitNulls } from "@/lib/db/omit-nulls";
import { pool } from "@/lib/db/pool";
import { readPage } from "@/lib/db/read-page";
import { maskKey } from "@/lib/keys/mask";
import type { ManagedApplication, ManagedApplicationQuery } from "@/lib/management/applications/schema";
import type { Page, PageQuery } from "@/lib/page";
import { foldName } from "@/lib/text/display-name";

type StoredApplication = {
  id: string;
  name: string;
  description: string;
  ownerId?: string;
  permissions: Permission[];
  enabled: boolean;
  allowedIps: string[];
  callsPerMinute?: number;
  version: number;
  createdAt: Date;
  lastUsedAt?: Date;
  deletedAt?: Date;
  keyId: string;
  keyHint: string;
  keyCreatedAt: Date;
  keyExpiresAt?: Date;
  keyLastUsedAt?: Date;
  oldKeyId?: string;
  oldKeyHint?: string;
  oldKeyWorksUntil?: Date;
};

const columns = Prisma.sql`
  a."id", a."name", a."description", a."ownerId", a."permissions", a."enabled", a."allowedIps", a."callsPerMinute", a."version", a."createdAt", a."lastUsedAt",
  a."deletedAt", k."id" AS "keyId", k."hint" AS "keyHint", k."createdAt" AS "keyCreatedAt",
  k."expiresAt" AS "keyExpiresAt", k."lastUsedAt" AS "keyLastUsedAt",
  o."id" AS "oldKeyId", o."hint" AS "oldKeyHint", o."revokedAt" AS "oldKeyWorksUntil"`;

const tables = Prisma.sql`
  "Application" a
  JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id" AND k."revokedAt" IS NULL
  LEFT JOIN LATERAL (
    SELECT "id", "hint", "revokedAt" FROM "ApiKey"
    WHERE "workspaceId" = a."workspaceId" AND "applicationId" = a."id" AND "revokedAt" > clock_timestamp()
    ORDER BY "revokedAt" DESC LIMIT 1
  ) o ON true`;

const notPurged = Prisma.sql`a."purgedAt" IS NULL`;

function workspaceCondition(workspaceId: WorkspaceId): Prisma.Sql {
  return Prisma.sql`a."workspaceId" = ${workspaceId} AND NOT a."isManagement"`;
}

/** Lists the applications of a workspace, newest first. */
export async function listManagedApplications(
  workspaceId: WorkspaceId,
  { name, deleted, ...page }: ManagedApplicationQuery,
): Promise<Page<ManagedApplication>> {
  const { rows, next } = await readPage<StoredApplication>(
    {
      columns,
      from: tables,
      where: [
        workspaceCondition(workspaceId),
        deleted === "true"
          ? Prisma.sql`a."deletedAt" IS NOT NULL AND ${notPurged}`
          : Prisma.sql`a."deletedAt" IS NULL`,
        ...(name === undefined ? [] : [Prisma.sql`a."foldedName" = ${foldName(name)}`]),
      ],
      order: { id: Prisma.sql`a."id"` },
      newestFirst: true,
    },
    page,
  );
  return { rows: rows.map(toManagedApplication), next };
}

/** Returns an application, also a deleted one until it is purged. Throws not_found. */
export async function getManagedApplication(
  workspaceId: WorkspaceId,
  id: string,
): Promise<ManagedApplication> {
  const { rows } = await pool.query<StoredApplication>(Prisma.sql`
    SELECT ${columns} FROM ${tables}
    WHERE ${workspaceCondition(workspaceId)} AND a."id" = ${id} AND ${notPurged}`);
  const [found] = rows;
  if (!found) throw createApplicationNotFoundError();
  return toManagedApplication(omitNulls(found));
}

function toManagedApplication({
  keyId,
  keyHint,
  keyCreatedAt,
  keyExpiresAt,
  keyLastUsedAt,
  oldKeyId,
  oldKeyHint,
  oldKeyWorksUntil,
  ...application
}: StoredApplication): ManagedApplication {
  return {
    ...application,
    key: {
      id: keyId,
      masked: maskKey(keyHint),
      createdAt: keyCreatedAt,
      ...(keyExpiresAt && { expiresAt: keyExpiresAt }),
      ...(keyLastUsedAt && { lastUsedAt: keyLastUsedAt }),
    },
    ...(oldKeyId &&
      oldKeyHint && {
        oldKey: { id: oldKeyId, masked: maskKey(oldKeyHint), worksUntil: oldKeyWorksUntil },
      }),
  };
}

/** Lists the keys that an application has and had, newest first. */
export async function listManagedKeys(workspaceId: WorkspaceId, applicationId: string, page: PageQuery) {
  await getManagedApplication(workspaceId, applicationId);
  type StoredKey = {
    id: string;
    hint: string;
    createdAt: Date;
    expiresAt?: Date;
    worksUntil?: Date;
    lastUsedAt?: Date;
  };
  const { rows, next } = await readPage<StoredKey>(
    {
      columns: Prisma.sql`k."id", k."hint", k."createdAt", k."expiresAt", k."revokedAt" AS "worksUntil", k."lastUsedAt"`,
      from: Prisma.sql`"ApiKey" k`,
      where: [Prisma.sql`k."workspaceId" = ${workspaceId}`, Prisma.sql`k."applicationId" = ${applicationId}`],
      order: { id: Prisma.sql`k."id"` },
      newestFirst: true,
    },
    page,
  );
  return { rows: rows.map(({ hint, ...key }) => ({ ...key, masked: maskKey(hint) })), next };
}
