import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { firstIdAt } from "@/lib/id-time";
import { isFiltered } from "@/lib/logs/read/dimension-filter";
import type { Piece } from "@/lib/logs/read/time-range";
import type { LogFilter } from "@/lib/logs/schema";

export async function countCalls(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  pieces: readonly Piece[],
): Promise<number> {
  if (pieces.length === 0) return 0;
  const values: unknown[] = [workspaceId];
  const { rows } = await pool.query<{ calls: number }>({
    text: `
      SELECT coalesce(sum(c."calls"), 0)::int AS "calls"
      FROM (${selectCounts(pieces, values)}) AS c
      JOIN "RequestKind" k ON k."workspaceId" = $1 AND k."id" = c."kindId"
      WHERE ${isFiltered(filter, values)}`,
    values,
  });
  return rows[0]?.calls ?? 0;
}

/**
 * Counts of the calls in these pieces, from the whole days, hours or single calls that they are made of. Those of single
 * calls start where `marks` say, which is in order: at the last one that is not later than the call.
 */
export function selectCounts(pieces: readonly Piece[], values: unknown[], marks?: readonly Date[]): string {
  const place = (value: unknown) => `$${values.push(value)}`;
  const selects = pieces.map(({ hours, from, until }) => {
    if (hours > 0) {
      return `
        SELECT "start", "kindId", "step", "calls" FROM "RequestCount"
        WHERE "workspaceId" = $1 AND "hours" = ${hours}
          AND "start" >= ${place(from)}::timestamptz AND "start" < ${place(until)}::timestamptz`;
    }
    const starts = marks ?? [from];
    // The steps are those of lib/logs/rollup/duration-buckets.ts.
    return `
      SELECT
        (${place(starts)}::timestamptz[])[width_bucket("id", ${place(starts.map(firstIdAt))}::text[])] AS "start", "kindId",
        least(60, greatest(0, ceil(ln(greatest("duration"::float8, 0.1) / 0.1) / ln(1.25))))::smallint AS "step", 1 AS "calls"
      FROM "RequestLog"
      WHERE "workspaceId" = $1 AND "id" >= ${place(firstIdAt(from))} AND "id" < ${place(firstIdAt(until))}`;
  });
  return selects.join(" UNION ALL ");
}
