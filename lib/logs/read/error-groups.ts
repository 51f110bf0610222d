import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getIdTime, getMinId } from "@/lib/ids";
import { dimensionCondition } from "@/lib/logs/read/dimension-filter";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { splitTimeRange, toTimeRange } from "@/lib/logs/read/time-range";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import { type ErrorGroup, LogFilter } from "@/lib/logs/schema";

/** The errors among what is filtered, by dimension and endpoint, the most frequent first. */
export async function listErrorGroups(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<ErrorGroup[]> {
  const filter = LogFilter.parse(input);
  const span = toTimeRange(filter, await getRetentionStart(workspaceId), new Date());
  const pieces = splitTimeRange(span);
  if (pieces.length === 0) return [];
  const values: unknown[] = [workspaceId, getMinId(span.from), getMinId(span.until)];
  // The last call of an error is of one of the dimensions that were counted last: only those are asked for theirs.
  const { rows } = await pool.query<Omit<ErrorGroup, "lastAt">>({
    text: `
      WITH counted AS MATERIALIZED (
        SELECT c."dimensionId", max(c."bucketStart") AS "bucketStart", sum(c."calls")::int AS "calls"
        FROM (${callCountsSql(pieces, values)}) AS c
        GROUP BY 1
      ), error AS MATERIALIZED (
        SELECT d."id", d."errorCode", d."status", d."method", d."route", c."bucketStart", c."calls"
        FROM counted c
        JOIN "RequestDimension" d ON d."workspaceId" = $1 AND d."id" = c."dimensionId"
        WHERE d."status" >= 400 AND ${dimensionCondition(filter, values)}
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
        WHERE "workspaceId" = $1 AND "dimensionId" = e."id" AND "id" >= $2 AND "id" < $3
        ORDER BY "id" DESC
        LIMIT 1
      ) AS newest
      GROUP BY 1, 2, 3, 4, 5
      ORDER BY "calls" DESC, "lastId" DESC`,
    values,
  });
  return rows.map((row) => ({ ...row, lastAt: getIdTime(row.lastId) }));
}
