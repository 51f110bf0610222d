import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getMinId } from "@/lib/ids";
import { dimensionCondition } from "@/lib/logs/read/dimension-filter";
import type { TimeSlice } from "@/lib/logs/read/time-range";
import type { LogFilter } from "@/lib/logs/schema";

export async function countLoggedCalls(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  pieces: readonly TimeSlice[],
): Promise<number> {
  if (pieces.length === 0) return 0;
  const values: unknown[] = [workspaceId];
  const { rows } = await pool.query<{ calls: number }>({
    text: `
      SELECT coalesce(sum(c."calls"), 0)::int AS "calls"
      FROM (${callCountsSql(pieces, values)}) AS c
      JOIN "RequestDimension" d ON d."workspaceId" = $1 AND d."id" = c."dimensionId"
      WHERE ${dimensionCondition(filter, values)}`,
    values,
  });
  return rows[0]?.calls ?? 0;
}

/**
 * Counts of the calls in these pieces, from the whole days, hours or single calls that they are made of. Those of single
 * calls start where `bucketStarts` say, which is in order: at the last one that is not later than the call.
 */
export function callCountsSql(
  pieces: readonly TimeSlice[],
  values: unknown[],
  bucketStarts?: readonly Date[],
): string {
  const place = (value: unknown) => `$${values.push(value)}`;
  const selects = pieces.map(({ hours, from, until }) => {
    if (hours > 0) {
      return `
        SELECT "bucketStart", "dimensionId", "durationBucket", "calls" FROM "RequestRollup"
        WHERE "workspaceId" = $1 AND "bucketHours" = ${hours}
          AND "bucketStart" >= ${place(from)}::timestamptz AND "bucketStart" < ${place(until)}::timestamptz`;
    }
    const starts = bucketStarts ?? [from];
    // The buckets are those of lib/logs/rollup/duration-buckets.ts.
    return `
      SELECT
        (${place(starts)}::timestamptz[])[width_bucket("id", ${place(starts.map(getMinId))}::text[])] AS "bucketStart", "dimensionId",
        least(60, greatest(0, ceil(ln(greatest("duration"::float8, 0.1) / 0.1) / ln(1.25))))::smallint AS "durationBucket", 1 AS "calls"
      FROM "RequestLog"
      WHERE "workspaceId" = $1 AND "id" >= ${place(getMinId(from))} AND "id" < ${place(getMinId(until))}`;
  });
  return selects.join(" UNION ALL ");
}
