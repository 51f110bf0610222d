import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { type FacetName, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";

/** Dimensions of calls: those that a filter lets through, and their ids where they are few. */
export type DimensionFilter = { filter: LogFilter; few: number[] | null };

/** More dimensions than these are many. */
const fewDimensions = 64;

/** The column of each of a filter's names. */
export const dimensionColumns: Record<FacetName, string> = {
  application: "applicationId",
  key: "apiKeyId",
  method: "method",
  route: "route",
  status: "status",
  error: "errorCode",
  client: "client",
  ip: "ipAddress",
};

/** Null: all that there are and will be. */
export async function findDimensionFilter(
  workspaceId: WorkspaceId,
  filter: LogFilter,
): Promise<DimensionFilter | null> {
  if (activeFacets(filter).length === 0) return null;
  const ids = await listDimensionIds(workspaceId, filter, fewDimensions + 1);
  return { filter, few: ids.length > fewDimensions ? null : ids };
}

/** The ids of the dimensions that a filter lets through, or so many of them. */
export async function listDimensionIds(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  limit: number | null,
): Promise<number[]> {
  const values: unknown[] = [workspaceId, limit];
  const { rows } = await pool.query<{ ids: number[] }>({
    text: `
      SELECT array(
        SELECT d."id" FROM "RequestDimension" d WHERE d."workspaceId" = $1 AND ${dimensionCondition(filter, values)} LIMIT $2
      ) AS "ids"`,
    values,
  });
  return rows[0]?.ids ?? [];
}

/** The names that a filter says something of. */
export function activeFacets(filter: LogFilter): FacetName[] {
  return facetNames.filter((name) => filter[name].length > 0);
}

/** SQL: whether a filter lets the dimension `d` through. What it is compared with is added to the statement's values. */
export function dimensionCondition(filter: LogFilter, values: unknown[]): string {
  const conditions = activeFacets(filter).map((name) => facetCondition(filter, name, values));
  return conditions.length > 0 ? `(${conditions.join(" AND ")})` : "true";
}

/** The same for one of its names. */
export function facetCondition(filter: LogFilter, name: FacetName, values: unknown[]): string {
  const anyOf = (chosen: readonly (string | number)[], type: string) =>
    `ANY($${values.push(chosen)}::${type}[])`;
  if (name !== "status") {
    const isNoRoute = (value: string) => name === "route" && value === noRoute;
    const chosen = filter[name].filter(isStorable).map((value) => (isNoRoute(value) ? "" : value));
    return `d."${dimensionColumns[name]}" = ${anyOf(chosen, "text")}`;
  }
  const classes = filter.status.filter((value) => value.endsWith("xx")).map((value) => Number(value[0]));
  const codes = filter.status.filter((value) => !value.endsWith("xx")).map(Number);
  return `(d."status" = ${anyOf(codes, "int")} OR d."status" / 100 = ${anyOf(classes, "int")})`;
}
