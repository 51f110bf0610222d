import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { logDatabase, queryLog } from "@/lib/db/log-database";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getMinId } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import type {
  CallsOfKeys,
  ExpiredKey,
  KeyOfApplication,
  KeyUseRow,
  RejectedKey,
} from "@/lib/logs/store/log-store";
import { recentCallsSql, toLast24Hours } from "@/lib/logs/store/postgres/recent-calls";
import { day, hour } from "@/lib/time";

async function getKeyUse(
  workspaceId: WorkspaceId,
  { applicationId, apiKeyId }: KeyOfApplication,
  now: number,
  maxCounted: number,
): Promise<KeyUseRow> {
  const select = Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."client", d."ipAddress" FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId} AND d."apiKeyId" = ${apiKeyId}
        AND d."errorCode" <> ALL(${rejectedCodes})
    )
    SELECT counted."calls", l."lastId", l."client", l."ipAddress"
    FROM (
      SELECT count(*)::int AS "calls" FROM (
        SELECT FROM "RequestLog"
        WHERE "workspaceId" = ${workspaceId} AND "id" >= ${getMinId(new Date(now - hour))}
          AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
        LIMIT ${maxCounted + 1}
      ) n
    ) counted
    LEFT JOIN LATERAL (
      SELECT n."id" AS "lastId", d."client", d."ipAddress"
      FROM dimension d
      CROSS JOIN LATERAL (
        SELECT l."id" FROM "RequestLog" l
        WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id"
          AND l."id" >= ${getMinId(new Date(now - day))}
        ORDER BY l."id" DESC LIMIT 1
      ) n
      ORDER BY n."id" DESC LIMIT 1
    ) l ON true`;
  const [row] = await queryLog<Omit<KeyUseRow, "hasMore">>(nameStatement("get-key-use", select));
  const { calls = 0, lastId = null, client = null, ipAddress = null } = row ?? {};
  return { calls: Math.min(calls, maxCounted), hasMore: calls > maxCounted, lastId, client, ipAddress };
}

async function countCallsOfKeys(
  workspaceId: WorkspaceId,
  keys: readonly KeyOfApplication[],
  permissions: readonly string[] | null,
): Promise<CallsOfKeys> {
  const last24Hours = toLast24Hours();
  const dimensions = Prisma.sql`
    SELECT d."id", d."method", d."route", d."client", d."ipAddress"
    FROM unnest(${toApplicationIds(keys)}::text[], ${toKeyIds(keys)}::text[]) AS k("applicationId", "id")
    JOIN "RequestDimension" d
      ON d."workspaceId" = ${workspaceId} AND d."applicationId" = k."applicationId" AND d."apiKeyId" = k."id"
    WHERE (${permissions}::text[] IS NULL OR d."permission" = ANY(${permissions}::text[]))
      AND d."errorCode" <> ALL(${rejectedCodes})`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)},
    called AS (
      SELECT d."id", d."method", d."route", d."client", d."ipAddress", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1, 2, 3, 4, 5
    )
    SELECT c."method", nullif(c."route", '') AS "route", coalesce(sum(c."calls"), 0)::int AS "calls",
           count(DISTINCT c."client")::int AS "clients", count(DISTINCT c."ipAddress")::int AS "ipAddresses",
           max(l."id") AS "lastId"
    FROM called c
    LEFT JOIN LATERAL (
      SELECT n."id" FROM "RequestLog" n
      WHERE n."workspaceId" = ${workspaceId} AND n."dimensionId" = c."id" AND n."id" >= ${last24Hours.firstId}
      ORDER BY n."id" DESC LIMIT 1
    ) l ON true
    GROUP BY GROUPING SETS ((), (c."method", c."route"))
    ORDER BY grouping(c."method") DESC, "calls" DESC, c."method", c."route"`;
  const rows = await queryLog<CallsOfKeys["total"] & CallsOfKeys["endpoints"][number]>(
    nameStatement("count-calls-of-keys", select),
  );
  const [total, ...endpoints] = rows;
  const { calls = 0, clients = 0, ipAddresses = 0, lastId = null } = total ?? {};
  return {
    total: { calls, clients, ipAddresses, lastId },
    endpoints: endpoints.map((each) => ({ method: each.method, route: each.route, calls: each.calls })),
  };
}

/** The error code of a call with a key that is no longer its application's. */
const oldKeyCode = Prisma.raw("'unauthorized'");

function listRejectedKeys(workspaceId: WorkspaceId, applicationId: string): Promise<RejectedKey[]> {
  const last24Hours = toLast24Hours();
  const dimensions = Prisma.sql`
    SELECT d."id", d."apiKeyId", d."client", d."ipAddress" FROM "RequestDimension" d
    WHERE d."workspaceId" = ${workspaceId} AND d."errorCode" = ${oldKeyCode} AND d."applicationId" = ${applicationId}`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)}
    SELECT u."apiKeyId", u."calls", l."lastId", l."client", l."ipAddress"
    FROM (
      SELECT d."apiKeyId", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1
    ) u
    CROSS JOIN LATERAL (
      SELECT n."id" AS "lastId", d."client", d."ipAddress"
      FROM dimension d
      CROSS JOIN LATERAL (
        SELECT l."id" FROM "RequestLog" l
        WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id" AND l."id" >= ${last24Hours.firstId}
        ORDER BY l."id" DESC LIMIT 1
      ) n
      WHERE d."apiKeyId" = u."apiKeyId"
      ORDER BY n."id" DESC LIMIT 1
    ) l
    ORDER BY l."lastId" DESC`;
  return queryLog<RejectedKey>(nameStatement("list-rejected-keys", select));
}

function countUnauthorizedCalls(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
): Promise<{ applicationId: string; calls: number }[]> {
  const dimensions = Prisma.sql`
    SELECT d."id", d."applicationId" FROM "RequestDimension" d
    WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ANY(${applicationIds}::text[])
      AND d."errorCode" = ${oldKeyCode}`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, toLast24Hours(), dimensions)}
    SELECT d."applicationId", sum(r."calls")::int AS "calls"
    FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
    GROUP BY 1`;
  return queryLog(nameStatement("count-unauthorized-calls", select));
}

function countUnauthorizedCallsSince(
  workspaceId: WorkspaceId,
  applications: readonly { id: string; since: Date }[],
): Promise<{ applicationId: string; calls: number }[]> {
  const starts = applications.map(({ since }) => since);
  const firstHours = starts.map((start) => new Date(Math.ceil(+start / hour) * hour));
  const firstDays = firstHours.map((start) => new Date(Math.ceil(+start / day) * day));
  return queryLog(Prisma.sql`
    SELECT a."id" AS "applicationId", coalesce(sum(
      (SELECT count(*) FROM "RequestLog" l
       WHERE l."workspaceId" = ${workspaceId} AND l."dimensionId" = d."id"
         AND l."id" >= a."firstId" AND l."id" < a."firstHourId")
      + (SELECT coalesce(sum(r."calls"), 0) FROM "RequestRollup" r
         WHERE r."workspaceId" = ${workspaceId} AND r."dimensionId" = d."id" AND r."bucketHours" = 1
           AND r."bucketStart" >= a."firstHour" AND r."bucketStart" < a."firstDay")
      + (SELECT coalesce(sum(r."calls"), 0) FROM "RequestRollup" r
         WHERE r."workspaceId" = ${workspaceId} AND r."dimensionId" = d."id" AND r."bucketHours" = 24
           AND r."bucketStart" >= a."firstDay")), 0)::int AS "calls"
    FROM unnest(
      ${applications.map(({ id }) => id)}::text[], ${starts.map(getMinId)}::text[], ${firstHours.map(getMinId)}::text[],
      ${firstHours}::timestamptz[], ${firstDays}::timestamptz[]
    ) AS a("id", "firstId", "firstHourId", "firstHour", "firstDay")
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."applicationId" = a."id"
      AND d."errorCode" = ${oldKeyCode}
    GROUP BY 1`);
}

/** The roll-ups of the hours since the expiry have rejected calls a second after they came. */
async function findExpiredKeysInUse<Key extends ExpiredKey>(keys: readonly Key[]): Promise<Key[]> {
  if (keys.length === 0) return [];
  const rows = await queryLog<{ position: number }>(Prisma.sql`
    SELECT k."position"::int
    FROM unnest(
      ${keys.map(({ workspaceId }) => workspaceId)}::text[], ${toApplicationIds(keys)}::text[], ${toKeyIds(keys)}::text[],
      ${keys.map(({ expiresAt }) => expiresAt)}::timestamptz[]
    ) WITH ORDINALITY AS k("workspaceId", "applicationId", "apiKeyId", "expiresAt", "position")
    WHERE EXISTS (
      SELECT FROM "RequestDimension" d
      JOIN "RequestRollup" r ON r."workspaceId" = d."workspaceId" AND r."dimensionId" = d."id"
        AND r."bucketHours" = 1 AND r."bucketStart" >= date_trunc('hour', k."expiresAt", 'UTC')
      WHERE d."workspaceId" = k."workspaceId" AND d."applicationId" = k."applicationId" AND d."apiKeyId" = k."apiKeyId"
        AND d."errorCode" = 'key_expired')
    ORDER BY 1`);
  return pick(keys, rows);
}

async function findApplicationsWithoutCalls<Application extends { workspaceId: string; id: string }>(
  applications: readonly Application[],
): Promise<Application[]> {
  if (applications.length === 0) return [];
  // Decides about deletions: never from a replica.
  const { rows } = await logDatabase.query<{ position: number }>(Prisma.sql`
    SELECT a."position"::int
    FROM unnest(
      ${applications.map(({ workspaceId }) => workspaceId)}::text[], ${applications.map(({ id }) => id)}::text[]
    ) WITH ORDINALITY AS a("workspaceId", "id", "position")
    WHERE NOT EXISTS (
      SELECT FROM "RequestDimension" d WHERE d."workspaceId" = a."workspaceId" AND d."applicationId" = a."id")
    ORDER BY 1`);
  return pick(applications, rows);
}

function pick<Item>(items: readonly Item[], rows: readonly { position: number }[]): Item[] {
  return rows.flatMap(({ position }) => items.slice(position - 1, position));
}

function toApplicationIds(keys: readonly KeyOfApplication[]): string[] {
  return keys.map(({ applicationId }) => applicationId);
}

function toKeyIds(keys: readonly KeyOfApplication[]): string[] {
  return keys.map(({ apiKeyId }) => apiKeyId);
}

export const keyCalls = {
  getKeyUse,
  countCallsOfKeys,
  listRejectedKeys,
  countUnauthorizedCalls,
  countUnauthorizedCallsSince,
  findExpiredKeysInUse,
  findApplicationsWithoutCalls,
};
