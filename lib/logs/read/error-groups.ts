import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { getIdTime, getMinId } from "@/lib/ids";
import { dimensionCondition } from "@/lib/logs/read/dimension-filter";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { resolveTimeRange, splitTimeRange } from "@/lib/logs/read/time-range";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import { type ErrorGroup, LogFilter } from "@/lib/logs/schema";

/** The errors of a filter by error code, status and endpoint, the most frequent first. */
export async function listErrorGroups(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<ErrorGroup[]> {
  const filter = LogFilter.parse(input);
  const timeRange = resolveTimeRange(filter, await getRetentionStart(workspaceId), new Date());
  const slices = splitTimeRange(timeRange);
  if (slices.length === 0) return [];
  // A group's newest call belongs to one of the dimensions with its newest roll-up: only those are searched for it.
  const { rows } = await pool.query<Omit<ErrorGroup, "lastAt">>(Prisma.sql`
    WITH counted AS MATERIALIZED (
      SELECT c."dimensionId", max(c."bucketStart") AS "bucketStart", sum(c."calls")::int AS "calls"
      FROM (${callCountsSql(workspaceId, slices)}) AS c
      GROUP BY 1
    ), error AS MATERIALIZED (
      SELECT d."id", d."errorCode", d."status", d."method", d."route", c."bucketStart", c."calls"
      FROM counted c
      JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = c."dimensionId"
      WHERE d."status" >= 400 AND ${dimensionCondition(filter)}
    ), grouped AS MATERIALIZED (
      SELECT "errorCode", "status", "method", "route", max("bucketStart") AS "bucketStart", sum("calls")::int AS "calls"
      FROM error
      GROUP BY 1, 2, 3, 4
    )
    SELECT g."errorCode", g."status", g."method", nullif(g."route", '') AS "route", g."calls",
           max(newest."id") AS "lastId", (array_agg(newest."path" ORDER BY newest."id" DESC))[1] AS "lastPath"
    FROM grouped g
    JOIN error e USING ("errorCode", "status", "method", "route", "bucketStart")
    CROSS JOIN LATERAL (
      SELECT "id", "path" FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "dimensionId" = e."id"
        AND "id" >= ${getMinId(timeRange.from)} AND "id" < ${getMinId(timeRange.until)}
      ORDER BY "id" DESC
      LIMIT 1
    ) AS newest
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY "calls" DESC, "lastId" DESC`);
  return rows.map((row) => ({ ...row, lastAt: getIdTime(row.lastId) }));
}
