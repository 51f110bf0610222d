import "server-only";
import type { ApplicationUsage } from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { rejectedCodes } from "@/lib/logs/rollup/usage";
import { hour } from "@/lib/time";

const windowHours = 24;

/**
 * The rejected calls of each application: of 24 hours up to the current one, and of the 24 hours before. Whole hours (UTC).
 * Applications without any are left out.
 */
export async function countRejections(
  workspaceId: WorkspaceId,
  applicationIds: readonly string[],
  now = Date.now(),
): Promise<Record<string, ApplicationUsage>> {
  const currentHour = Math.floor(now / hour) * hour;
  const hours = Array.from({ length: 2 * windowHours }, (_, index) => new Date(currentHour - index * hour));
  // Hours and dimensions are listed, so that the index is read only where they meet.
  const { rows } = await pool.query<{ id: string; recent: number; before: number }>(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d."id", d."applicationId" FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ANY(${applicationIds}::text[])
        AND d."errorCode" = ANY(${rejectedCodes})
    ),
    -- Materialized: the planner expects one dimension, and would read the counts again for each.
    counted AS MATERIALIZED (
      SELECT "dimensionId", "bucketStart" >= ${hours[windowHours - 1]} AS "isRecent", sum("calls") AS "calls"
      FROM "RequestRollup"
      WHERE "workspaceId" = ${workspaceId} AND "bucketHours" = 1 AND "bucketStart" = ANY(${hours})
        AND "dimensionId" = ANY(ARRAY(SELECT "id" FROM dimension))
      GROUP BY 1, 2
    )
    SELECT d."applicationId" AS "id",
           coalesce(sum(c."calls") FILTER (WHERE c."isRecent"), 0)::int AS "recent",
           coalesce(sum(c."calls") FILTER (WHERE NOT c."isRecent"), 0)::int AS "before"
    FROM counted c JOIN dimension d ON d."id" = c."dimensionId"
    GROUP BY 1`);
  return Object.fromEntries(rows.map(({ id, recent, before }) => [id, { rejections: { recent, before } }]));
}
