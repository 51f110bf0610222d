import "server-only";
import { minAdviceAge } from "@/lib/applications/permission-advice";
import { maxSafeAddresses, type SafetyKind, unusedKeyAfter } from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { rejectedCodes } from "@/lib/logs/rollup/usage";
import { hasRollupSql, listNewestFirst, wasPermissionUsedSql } from "@/lib/logs/rollup/used-permission";
import { day, hour } from "@/lib/time";

/** The days in which the addresses of a key are counted: today and the seven before (UTC). */
const addressDays = 8;
/** A key may have hundreds of thousands of dimensions: any of them tell whether it has many addresses. */
const maxDimensions = 2_000;

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

/** The enabled applications with a working key, the last used first. */
function examinedSql(workspaceId: WorkspaceId, now: number): Prisma.Sql {
  return Prisma.sql`
    SELECT a."id", a."foldedName", a."permissions", a."allowedIps", a."createdAt", k."id" AS "keyId",
           k."createdAt" AS "keyCreatedAt"
    FROM "Application" a
    JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id" AND k."revokedAt" IS NULL
    WHERE a."workspaceId" = ${workspaceId} AND k."workspaceId" = ${workspaceId}
      AND a."deletedAt" IS NULL AND a."enabled" AND NOT a."isManagement"
      AND (k."expiresAt" IS NULL OR k."expiresAt" > ${new Date(now)})
    ORDER BY a."lastUsedAt" DESC NULLS LAST, a."id"
    LIMIT ${maxExamined}`;
}

/** Agrees with the advice in the dialog (permission-advice.ts). */
export async function findUnusedPermissions(
  workspaceId: WorkspaceId,
  since: Date,
  now: number,
): Promise<{ id: string; permissions: Permission[] }[]> {
  const oldEnough = new Date(now - minAdviceAge);
  if (since > oldEnough) return [];
  const select = Prisma.sql`
    SELECT u."id", array_agg(u."permission" ORDER BY u."position") AS "permissions"
    FROM (
      SELECT e."id", e."foldedName", p."permission", p."position",
             ${wasPermissionUsedSql(workspaceId, since, now)} AS "used"
      FROM (${examinedSql(workspaceId, now)}) e
      CROSS JOIN unnest(e."permissions") WITH ORDINALITY AS p("permission", "position")
      WHERE e."keyCreatedAt" <= ${oldEnough} AND e."createdAt" <= ${oldEnough}
    ) u
    WHERE NOT u."used"
    GROUP BY u."id", u."foldedName"
    ORDER BY u."foldedName", u."id"`;
  const { rows } = await pool.query<{ id: string; permissions: Permission[] }>(
    nameStatement("find-unused-permissions", select),
  );
  return rows;
}

/** Applications with an allowlist are left out: their addresses are known. */
export async function findSharedKeys(
  workspaceId: WorkspaceId,
  now: number,
): Promise<{ id: string; addresses: number }[]> {
  const today = Math.floor(now / day) * day;
  const days = listNewestFirst(today - (addressDays - 1) * day, now + hour, day);
  const wasUsed = hasRollupSql(workspaceId, 24, days);
  const select = Prisma.sql`
    SELECT s."id", s."addresses"
    FROM (
      SELECT e."id", e."foldedName", ${countAddressesSql(workspaceId, wasUsed)} AS "addresses"
      FROM (${examinedSql(workspaceId, now)}) e
      WHERE cardinality(e."allowedIps") = 0
        -- Counts without their times first: few keys have so many.
        AND ${countAddressesSql(workspaceId, Prisma.sql`true`)} > ${maxSafeAddresses}
    ) s
    WHERE s."addresses" > ${maxSafeAddresses}
    ORDER BY s."foldedName", s."id"`;
  const { rows } = await pool.query<{ id: string; addresses: number }>(
    nameStatement("find-shared-keys", select),
  );
  return rows;
}

/** How many IP addresses the current key of the application `e` has in dimensions `d` that meet a condition. */
function countAddressesSql(workspaceId: WorkspaceId, condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    (
      SELECT count(DISTINCT d."ipAddress")::int
      FROM (
        SELECT d."id", d."ipAddress" FROM "RequestDimension" d
        WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = e."id" AND d."apiKeyId" = e."keyId"
          AND d."errorCode" <> ALL(${rejectedCodes})
        LIMIT ${maxDimensions}
      ) d
      WHERE ${condition}
    )`;
}
