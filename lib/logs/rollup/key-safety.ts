import "server-only";
import { minAdviceAge } from "@/lib/applications/permission-advice";
import { maxSafeAddresses, type SafetyKind, unusedKeyAfter } from "@/lib/applications/rows";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day } from "@/lib/time";

/** The days in which the addresses of a key are counted: today and the seven before (UTC). */
const addressDays = 8;

/** Applications whose calls are examined: the ones that were used last. */
const maxExamined = 500;

/** How many applications there are, and the first ids by name. */
export type FoundKeys = { total: number; ids: string[] };

/** What the rows of applications and keys tell, without the log. */
export async function findUnsafeKeys(
  workspaceId: WorkspaceId,
  now: number,
  maxListed: number,
): Promise<(FoundKeys & { kind: SafetyKind })[]> {
  const [current, unusedSince, yesterday] = [0, unusedKeyAfter, day].map((age) => new Date(now - age));
  const { rows } = await pool.query<FoundKeys & { kind: SafetyKind }>(Prisma.sql`
    SELECT f."kind", count(*)::int AS "total",
           (array_agg(f."id" ORDER BY f."foldedName", f."id"))[1:${maxListed}::int] AS "ids"
    FROM (
      SELECT a."id", a."foldedName", v."kind"
      FROM (
        SELECT a."id", a."foldedName",
               bool_or(k."revokedAt" IS NULL AND k."expiresAt" IS NULL) AS "neverExpires",
               bool_or(k."lastInUrlAt" IS NOT NULL) AS "inUrl",
               bool_or(k."revokedAt" IS NOT NULL AND k."lastUsedAt" > ${yesterday}) AS "oldKeyInUse",
               a."enabled" AND coalesce(a."lastUsedAt", a."createdAt") <= ${unusedSince} AS "unused"
        FROM "Application" a
        JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id"
        WHERE a."workspaceId" = ${workspaceId} AND k."workspaceId" = ${workspaceId} AND a."deletedAt" IS NULL
          AND NOT a."isManagement" AND (k."revokedAt" IS NULL OR k."revokedAt" > ${current})
          AND (k."expiresAt" IS NULL OR k."expiresAt" > ${current})
        GROUP BY a."workspaceId", a."id"
      ) a
      CROSS JOIN LATERAL (VALUES
        ('inUrl', a."inUrl"), ('oldKeyInUse', a."oldKeyInUse"), ('neverExpires', a."neverExpires"), ('unused', a."unused")
      ) AS v("kind", "found")
      WHERE v."found"
    ) f
    GROUP BY 1`);
  return rows;
}

type ExaminedApplication = {
  id: string;
  permissions: Permission[];
  hasAllowlist: boolean;
  createdAt: Date;
  apiKeyId: string;
  keyCreatedAt: Date;
};

/** The enabled applications with a working key, of which the last used ones are examined, by name. */
async function listExamined(workspaceId: WorkspaceId, now: number): Promise<ExaminedApplication[]> {
  const select = Prisma.sql`
    SELECT e."id", e."permissions", e."hasAllowlist", e."createdAt", e."apiKeyId", e."keyCreatedAt"
    FROM (
      SELECT a."id", a."foldedName", a."permissions", cardinality(a."allowedIps") > 0 AS "hasAllowlist", a."createdAt",
             k."id" AS "apiKeyId", k."createdAt" AS "keyCreatedAt"
      FROM "Application" a
      JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id" AND k."revokedAt" IS NULL
      WHERE a."workspaceId" = ${workspaceId} AND k."workspaceId" = ${workspaceId}
        AND a."deletedAt" IS NULL AND a."enabled" AND NOT a."isManagement"
        AND (k."expiresAt" IS NULL OR k."expiresAt" > ${new Date(now)})
      ORDER BY a."lastUsedAt" DESC NULLS LAST, a."id"
      LIMIT ${maxExamined}
    ) e
    ORDER BY e."foldedName", e."id"`;
  const { rows } = await pool.query<ExaminedApplication>(nameStatement("list-examined-applications", select));
  return rows;
}

/** Agrees with the advice in the dialog (permission-advice.ts). */
export async function findUnusedPermissions(
  workspaceId: WorkspaceId,
  since: Date,
  now: number,
): Promise<{ id: string; permissions: Permission[] }[]> {
  const oldEnough = new Date(now - minAdviceAge);
  if (since > oldEnough) return [];
  const examined = await listExamined(workspaceId, now);
  const old = examined.filter(
    ({ createdAt, keyCreatedAt }) => createdAt <= oldEnough && keyCreatedAt <= oldEnough,
  );
  return logStore.findUnusedPermissions(workspaceId, old, since, now);
}

/** Applications with an allowlist are left out: their addresses are known. */
export async function findSharedKeys(
  workspaceId: WorkspaceId,
  now: number,
): Promise<{ id: string; addresses: number }[]> {
  const today = Math.floor(now / day) * day;
  const since = new Date(today - (addressDays - 1) * day);
  const keys = (await listExamined(workspaceId, now))
    .filter(({ hasAllowlist }) => !hasAllowlist)
    .map(({ id, apiKeyId }) => ({ applicationId: id, apiKeyId }));
  const shared = await logStore.findSharedKeys(workspaceId, keys, since, now, maxSafeAddresses);
  const owners = new Map(keys.map(({ apiKeyId, applicationId }) => [apiKeyId, applicationId]));
  return shared.map(({ apiKeyId, addresses }) => ({ id: owners.get(apiKeyId) ?? "", addresses }));
}
