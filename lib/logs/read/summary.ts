import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getIdTime, getMinId } from "@/lib/ids";
import { maskKey } from "@/lib/keys/mask";
import {
  countsOf,
  type FacetCount,
  type FacetLabels,
  missesOf,
  selectValues,
  toFacets,
} from "@/lib/logs/read/facets";
import { countIntoBars, createBars, toBarWidth } from "@/lib/logs/read/histogram";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { splitTimeRange, type TimeSlice, toTimeRange } from "@/lib/logs/read/time-range";
import { findPercentile } from "@/lib/logs/rollup/duration-buckets";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import { LogFilter, type LogSummary } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";

/** What a filter shows, in numbers: how many calls, how long they took, when they were, and what else to filter by. */
export async function summarizeLogs(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<LogSummary> {
  const filter = LogFilter.parse(input);
  const now = new Date();
  const oldest = await getRetentionStart(workspaceId);
  const kept = toTimeRange(filter, oldest, now);
  const open = !filter.range && !filter.from;
  const first = open && (await findFirstCall(workspaceId, oldest));
  // Days before the first call would be empty for want of a customer, not of calls.
  const from = first && first > kept.from && first < kept.until ? first : kept.from;
  const span = { from, until: kept.until };
  const to = span.until < now ? span.until : now;
  const barWidth = toBarWidth(to.getTime() - from.getTime());
  const bars = createBars(from, to === now ? now : new Date(to.getTime() - 1), barWidth);
  const [counts, { callsByBucket }] = await Promise.all([
    countValues(workspaceId, filter, splitTimeRange(span)),
    countIntoBars(workspaceId, filter, span, barWidth, bars),
  ]);
  return {
    calls: [...callsByBucket.values()].reduce((sum, calls) => sum + calls, 0),
    from,
    to,
    p50: findPercentile(callsByBucket, 0.5),
    p95: findPercentile(callsByBucket, 0.95),
    durations: [...callsByBucket],
    facets: toFacets(counts, filter, await findLabels(workspaceId, filter, counts)),
    barWidth,
    bars,
  };
}

/** The calls of all values that could be filtered by. */
async function countValues(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  pieces: readonly TimeSlice[],
): Promise<FacetCount[]> {
  if (pieces.length === 0) return [];
  const values: unknown[] = [workspaceId];
  const { rows } = await pool.query<FacetCount>({
    text: `
      WITH dimension AS (
        SELECT d.*, ${missesOf(filter, values)} AS "misses", c."calls"
        FROM (
          SELECT "dimensionId", sum("calls")::int AS "calls" FROM (${callCountsSql(pieces, values)}) AS c GROUP BY 1
        ) AS c
        JOIN "RequestDimension" d ON d."workspaceId" = $1 AND d."id" = c."dimensionId"
      )
      ${selectValues(filter)}`,
    values,
  });
  return rows;
}

async function findFirstCall(workspaceId: WorkspaceId, oldest: Date): Promise<Date | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: "find-first-call",
    text: `SELECT "id" FROM "RequestLog" WHERE "workspaceId" = $1 AND "id" >= $2 ORDER BY "id" LIMIT 1`,
    values: [workspaceId, getMinId(oldest)],
  });
  return rows[0] ? getIdTime(rows[0].id) : null;
}

/** The names of applications, and what the screens show of keys. */
async function findLabels(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  counts: readonly FacetCount[],
): Promise<FacetLabels> {
  const ids = (name: "application" | "key") => [
    ...countsOf(name, counts).map(({ value }) => value),
    ...filter[name].filter(isStorable),
  ];
  const { rows } = await pool.query<{ id: string; name: string | null; hint: string | null; old: boolean }>({
    name: "label-facets",
    text: `
      SELECT "id", "name", NULL AS "hint", false AS "old" FROM "Application" WHERE "workspaceId" = $1 AND "id" = ANY($2)
      UNION ALL
      SELECT "id", NULL, "hint", "revokedAt" IS NOT NULL FROM "ApiKey" WHERE "workspaceId" = $1 AND "id" = ANY($3)`,
    values: [workspaceId, ids("application"), ids("key")],
  });
  const application = new Map<string, string>();
  const key = new Map<string, string>();
  for (const { id, name, hint, old } of rows) {
    if (name !== null) application.set(id, name);
    if (hint !== null) key.set(id, `${maskKey(hint)} (${old ? "old" : "current"})`);
  }
  return { application, key };
}
