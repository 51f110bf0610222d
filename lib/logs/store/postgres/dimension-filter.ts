import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { type FacetName, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/storable";

/** The dimensions that a filter matches. `ids` is null if they are too many to list. */
export type DimensionFilter = { filter: LogFilter; ids: number[] | null };

const maxListedIds = 64;

/** The column of each facet in `RequestDimension` d. */
export const facetColumns: Record<FacetName, Prisma.Sql> = {
  application: Prisma.sql`d."applicationId"`,
  key: Prisma.sql`d."apiKeyId"`,
  method: Prisma.sql`d."method"`,
  route: Prisma.sql`d."route"`,
  status: Prisma.sql`d."status"`,
  error: Prisma.sql`d."errorCode"`,
  client: Prisma.sql`d."client"`,
  ip: Prisma.sql`d."ipAddress"`,
  observed: Prisma.sql`CASE WHEN d."observed" THEN d."permission" ELSE '' END`,
};

/** Null if the filter names no facet: it matches all dimensions, also those that do not exist yet. */
export async function findDimensionFilter(
  workspaceId: WorkspaceId,
  filter: LogFilter,
): Promise<DimensionFilter | null> {
  if (activeFacets(filter).length === 0) return null;
  const ids = await listDimensionIds(workspaceId, filter, maxListedIds + 1);
  return { filter, ids: ids.length > maxListedIds ? null : ids };
}

/** The ids of the dimensions that a filter matches, `limit` at most. */
export async function listDimensionIds(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  limit: number,
): Promise<number[]> {
  const rows = await queryLog<{ ids: number[] }>(Prisma.sql`
    SELECT array(
      SELECT d."id" FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND ${dimensionCondition(filter)} LIMIT ${limit}
    ) AS "ids"`);
  return rows[0]?.ids ?? [];
}

/** The facets that a filter has values for. */
export function activeFacets(filter: LogFilter): FacetName[] {
  return facetNames.filter((facet) => filter[facet].length > 0);
}

/** The dimension `d` has one of the filter's values in each of these facets. */
export function dimensionCondition(filter: LogFilter, facets = activeFacets(filter)): Prisma.Sql {
  if (facets.length === 0) return Prisma.sql`true`;
  const conditions = facets.map((facet) => facetCondition(filter, facet));
  return Prisma.sql`(${Prisma.join(conditions, " AND ")})`;
}

/** The dimension `d` has one of the filter's values in this facet. */
export function facetCondition(filter: LogFilter, facet: FacetName): Prisma.Sql {
  const column = facetColumns[facet];
  if (facet === "status") {
    const classes = filter.status.filter((value) => value.endsWith("xx")).map((value) => Number(value[0]));
    const codes = filter.status.filter((value) => !value.endsWith("xx")).map(Number);
    return Prisma.sql`(${column} = ANY(${codes}::int[]) OR ${column} / 100 = ANY(${classes}::int[]))`;
  }
  const values = filter[facet].filter(isStorable);
  const stored = facet === "route" ? values.map((value) => (value === noRoute ? "" : value)) : values;
  return Prisma.sql`${column} = ANY(${stored}::text[])`;
}
