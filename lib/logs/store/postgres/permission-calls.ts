import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { nameStatement } from "@/lib/db/prepared-statement";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import type { KeyOfApplication } from "@/lib/logs/store/log-store";
import { recentCallsSql, toLast24Hours } from "@/lib/logs/store/postgres/recent-calls";
import {
  hasRollupSql,
  listNewestFirst,
  wasPermissionUsedSql,
} from "@/lib/logs/store/postgres/used-permission";
import { day, hour } from "@/lib/time";

/** A key may have hundreds of thousands of dimensions: a sample of them shows whether it has many addresses. */
const maxDimensions = 2_000;

async function listUsedPermissions(
  workspaceId: WorkspaceId,
  applicationId: string,
  since: Date,
  now: number,
): Promise<string[]> {
  const rows = await queryLog<{ permission: string }>(Prisma.sql`
    SELECT p."permission"
    FROM (SELECT ${applicationId}::text AS "id") e CROSS JOIN unnest(${permissionIds}::text[]) AS p("permission")
    WHERE ${wasPermissionUsedSql(workspaceId, since, now)}`);
  return rows.map(({ permission }) => permission);
}

function countMissingPermissions(
  workspaceId: WorkspaceId,
  applicationId: string,
  now: number,
): Promise<{ permission: string; calls: number; firstId: string }[]> {
  const last24Hours = toLast24Hours(now);
  const dimensions = Prisma.sql`
    SELECT d."id", d."permission" FROM "RequestDimension" d
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
      AND d."permission" <> '' AND d."errorCode" = 'missing_permission'`;
  return queryLog(Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)}
    SELECT u."permission", u."calls", f."firstId"
    FROM (
      SELECT d."permission", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1
    ) u
    CROSS JOIN LATERAL (
      SELECT min(n."id") AS "firstId"
      FROM dimension d
      CROSS JOIN LATERAL (
        SELECT l."id" FROM "RequestLog" l
        WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id" AND l."id" >= ${last24Hours.firstId}
        ORDER BY l."id" LIMIT 1
      ) n
      WHERE d."permission" = u."permission"
    ) f
    WHERE f."firstId" IS NOT NULL
    ORDER BY u."calls" DESC, 1`);
}

function findUnusedPermissions(
  workspaceId: WorkspaceId,
  applications: readonly { id: string; permissions: readonly Permission[] }[],
  since: Date,
  now: number,
): Promise<{ id: string; permissions: Permission[] }[]> {
  const pairs = applications.flatMap(({ id, permissions }) =>
    permissions.map((permission) => ({ id, permission })),
  );
  const select = Prisma.sql`
    SELECT u."id", array_agg(u."permission" ORDER BY u."position") AS "permissions"
    FROM (
      SELECT e."id", p."permission", p."position", ${wasPermissionUsedSql(workspaceId, since, now)} AS "used"
      FROM unnest(
        ${pairs.map(({ id }) => id)}::text[], ${pairs.map(({ permission }) => permission)}::text[]
      ) WITH ORDINALITY AS p("id", "permission", "position")
      CROSS JOIN LATERAL (SELECT p."id") e
    ) u
    WHERE NOT u."used"
    GROUP BY u."id"
    ORDER BY min(u."position")`;
  return queryLog(nameStatement("find-unused-permissions", select));
}

function findSharedKeys(
  workspaceId: WorkspaceId,
  keys: readonly KeyOfApplication[],
  since: Date,
  now: number,
  maxAddresses: number,
): Promise<{ apiKeyId: string; addresses: number }[]> {
  const wasUsed = hasRollupSql(workspaceId, 24, listNewestFirst(since.getTime(), now + hour, day));
  const select = Prisma.sql`
    SELECT s."apiKeyId", s."addresses"
    FROM (
      SELECT e."keyId" AS "apiKeyId", e."position", ${countAddressesSql(workspaceId, wasUsed)} AS "addresses"
      FROM unnest(
        ${keys.map(({ applicationId }) => applicationId)}::text[], ${keys.map(({ apiKeyId }) => apiKeyId)}::text[]
      ) WITH ORDINALITY AS e("id", "keyId", "position")
      -- Counts without their times first: few keys have so many.
      WHERE ${countAddressesSql(workspaceId, Prisma.sql`true`)} > ${maxAddresses}
    ) s
    WHERE s."addresses" > ${maxAddresses}
    ORDER BY s."position"`;
  return queryLog(nameStatement("find-shared-keys", select));
}

/** How many IP addresses the key `e` has in dimensions `d` that meet a condition. */
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

export const permissionCalls = {
  listUsedPermissions,
  countMissingPermissions,
  findUnusedPermissions,
  findSharedKeys,
};
