import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getIdTime, getMinId } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import type { CallsSinceDeletion, DeletedApplicationInUse, OldKeyInUse } from "@/lib/logs/schema";
import { day, hour } from "@/lib/time";

/** The error code of a call with a key that is no longer its application's. */
const oldKeyCode = Prisma.raw("'unauthorized'");

/** An application's old keys with calls in the last 24 hours, the last used first. The application may be deleted. */
export async function listOldKeysInUse(
  workspaceId: WorkspaceId,
  applicationId: string,
): Promise<OldKeyInUse[]> {
  const last24Hours = toLast24Hours();
  const dimensions = Prisma.sql`
    SELECT d."id", d."apiKeyId", d."client", d."ipAddress" FROM "RequestDimension" d
    WHERE d."workspaceId" = ${workspaceId} AND d."errorCode" = ${oldKeyCode} AND d."applicationId" = ${applicationId}`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, last24Hours, dimensions)}
    SELECT s."id", s."hint", e."endedAt" AS "revokedAt", coalesce(e."endedAt" = a."deletedAt", false) AS "deleted",
           u."calls", l."lastId", l."client", l."ipAddress"
    FROM (
      SELECT d."apiKeyId", sum(r."calls")::int AS "calls"
      FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
      GROUP BY 1
    ) u
    JOIN "ApiKey" s ON s."workspaceId" = ${workspaceId} AND s."id" = u."apiKeyId"
    JOIN "Application" a ON a."workspaceId" = ${workspaceId} AND a."id" = s."applicationId"
    -- A restored key has calls that were rejected before, and works.
    JOIN LATERAL (SELECT least(s."revokedAt", a."deletedAt")) e("endedAt") ON e."endedAt" <= now()
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
  const { rows } = await pool.query<Omit<OldKeyInUse, "lastAt"> & { lastId: string }>(
    nameStatement("list-old-keys-in-use", select),
  );
  return rows.map(({ lastId, ...use }) => ({ ...use, lastAt: getIdTime(lastId) }));
}

/** The deleted applications that can be restored and had calls in the last 24 hours, the most called first. */
export async function listDeletedApplicationsInUse(
  workspaceId: WorkspaceId,
): Promise<DeletedApplicationInUse[]> {
  const dimensions = Prisma.sql`
    SELECT d."id", a."id" AS "applicationId", a."name" FROM "Application" a
    JOIN "RequestDimension" d ON d."workspaceId" = a."workspaceId" AND d."applicationId" = a."id"
    WHERE a."workspaceId" = ${workspaceId} AND a."deletedAt" IS NOT NULL AND a."purgedAt" IS NULL
      AND d."errorCode" = ${oldKeyCode}`;
  const select = Prisma.sql`
    WITH ${recentCallsSql(workspaceId, toLast24Hours(), dimensions)}
    SELECT d."applicationId" AS "id", d."name", sum(r."calls")::int AS "calls"
    FROM recent r JOIN dimension d ON d."id" = r."dimensionId"
    GROUP BY 1, 2
    ORDER BY 3 DESC, 2`;
  const { rows } = await pool.query<DeletedApplicationInUse>(
    nameStatement("list-deleted-applications-in-use", select),
  );
  return rows;
}

/** The rejected calls of deleted applications since their deletion, by application. */
export async function countCallsSinceDeletion(
  workspaceId: WorkspaceId,
  applications: readonly { id: string; deletedAt: Date }[],
): Promise<Map<string, CallsSinceDeletion>> {
  if (applications.length === 0) return new Map();
  const retentionStart = await getRetentionStart(workspaceId);
  const starts = applications.map(({ deletedAt }) => new Date(Math.max(+deletedAt, +retentionStart)));
  const firstHours = starts.map((start) => new Date(Math.ceil(+start / hour) * hour));
  const firstDays = firstHours.map((start) => new Date(Math.ceil(+start / day) * day));
  const { rows } = await pool.query<{ position: number; calls: number }>(Prisma.sql`
    SELECT a."position"::int, coalesce(sum(
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
    ) WITH ORDINALITY AS a("id", "firstId", "firstHourId", "firstHour", "firstDay", "position")
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."applicationId" = a."id"
      AND d."errorCode" = ${oldKeyCode}
    GROUP BY 1`);
  const calls = new Map(rows.map((row) => [row.position - 1, row.calls]));
  return new Map(
    applications.map(({ id }, index) => [
      id,
      { calls: calls.get(index) ?? 0, countedFrom: starts[index] ?? retentionStart },
    ]),
  );
}

/** The last 24 hours: single calls from `firstId` to `firstRollupId`, then the roll-ups of `hours`. */
type Last24Hours = { firstId: string; firstRollupId: string; hours: Date[] };

export function toLast24Hours(now = Date.now()): Last24Hours {
  const from = now - day;
  const firstHour = Math.ceil(from / hour) * hour;
  return {
    firstId: getMinId(new Date(from)),
    firstRollupId: getMinId(new Date(firstHour)),
    hours: Array.from({ length: 25 }, (_, index) => new Date(firstHour + index * hour)),
  };
}

/** CTEs, of which `dimension` has the rows of `dimensions`, and `recent` the count of calls of each. */
export function recentCallsSql(
  workspaceId: WorkspaceId,
  { firstId, firstRollupId, hours }: Last24Hours,
  dimensions: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`
    dimension AS MATERIALIZED (${dimensions}),
    -- Materialized: the planner expects one dimension, and would read the counts again for each.
    counted AS MATERIALIZED (
      SELECT "dimensionId", "calls" FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = 1 AND "bucketStart" = ANY(${hours})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      UNION ALL
      SELECT "dimensionId", 1 FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "id" >= ${firstId} AND "id" < ${firstRollupId}
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
    ),
    recent AS MATERIALIZED (SELECT "dimensionId", sum("calls")::int AS "calls" FROM counted GROUP BY 1)`;
}
