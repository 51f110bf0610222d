import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { getMinId } from "@/lib/ids";
import { splitTimeRange, type TimeRange } from "@/lib/logs/read/time-range";
import { type ErrorGroup, facetNames, type LogFilter } from "@/lib/logs/schema";
import type { BarCounts, FacetCount } from "@/lib/logs/store/log-store";
import {
  activeFacets,
  dimensionCondition,
  facetColumns,
  facetCondition,
} from "@/lib/logs/store/postgres/dimension-filter";
import { callCountsSql } from "@/lib/logs/store/postgres/select-rollups";
import { day, hour } from "@/lib/time";

async function countFacetValues(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  range: TimeRange,
  maxValues: number,
): Promise<FacetCount[]> {
  const slices = splitTimeRange(range);
  if (slices.length === 0) return [];
  const facetCounts = facetNames.map((facet) => {
    const column = facetColumns[facet];
    const otherFacets = activeFacets(filter).filter((active) => active !== facet);
    const selectedFirst =
      filter[facet].length > 0 ? Prisma.sql`${facetCondition(filter, facet)} DESC,` : Prisma.empty;
    return Prisma.sql`(
      SELECT ${facet}::text AS "facet", ${column}::text AS "value", sum(d."calls")::int AS "calls"
      FROM dimension d
      WHERE ${dimensionCondition(filter, otherFacets)}
      GROUP BY ${column}
      ORDER BY ${selectedFirst} "calls" DESC
      LIMIT ${maxValues + filter[facet].length})`;
  });
  return queryLog<FacetCount>(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d.*, c."calls"
      FROM (
        SELECT "dimensionId", sum("calls")::int AS "calls" FROM (${callCountsSql(workspaceId, slices)}) AS c GROUP BY 1
      ) AS c
      JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = c."dimensionId"
    )
    ${Prisma.join(facetCounts, " UNION ALL ")}`);
}

async function countIntoBars(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  range: TimeRange,
  { width, starts }: { width: number; starts: readonly Date[] },
): Promise<BarCounts> {
  const slices = splitTimeRange(range, width < hour ? [] : width < day ? [1] : [24, 1]);
  if (slices.length === 0) return { bars: [], durations: [] };
  const bucketStarts = width < hour ? starts : undefined;
  type Count =
    | { bucketStart: Date; class: number; durationBucket: null; calls: number }
    | { bucketStart: null; class: null; durationBucket: number; calls: number };
  // Not prepared: a generic plan would compare each count with each dimension.
  const rows = await queryLog<Count>(Prisma.sql`
    SELECT c."bucketStart", d."status" / 100 AS "class", c."durationBucket", sum(c."calls")::int AS "calls"
    FROM (${callCountsSql(workspaceId, slices, bucketStarts)}) AS c
    JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = c."dimensionId"
    WHERE ${dimensionCondition(filter)}
    GROUP BY GROUPING SETS ((c."bucketStart", d."status" / 100), (c."durationBucket"))`);
  return {
    bars: rows.filter((row) => row.durationBucket === null),
    durations: rows.filter((row) => row.durationBucket !== null),
  };
}

async function listErrorGroups(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  range: TimeRange,
): Promise<Omit<ErrorGroup, "lastAt">[]> {
  const slices = splitTimeRange(range);
  if (slices.length === 0) return [];
  // A group's newest call belongs to one of the dimensions with its newest roll-up: only those are searched for it.
  return queryLog<Omit<ErrorGroup, "lastAt">>(Prisma.sql`
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
        AND "id" >= ${getMinId(range.from)} AND "id" < ${getMinId(range.until)}
      ORDER BY "id" DESC
      LIMIT 1
    ) AS newest
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY "calls" DESC, "lastId" DESC`);
}

export const filterCounts = { countFacetValues, countIntoBars, listErrorGroups };
