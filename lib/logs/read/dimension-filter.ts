import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { type FacetName, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text";

/** Kinds of calls: those that a filter lets through, and their ids where they are few. */
export type FilteredKinds = { filter: LogFilter; few: number[] | null };

/** More kinds than these are many. */
const fewKinds = 64;

/** The column of each of a filter's names. */
export const kindColumns: Record<FacetName, string> = {
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
export async function findKinds(workspaceId: WorkspaceId, filter: LogFilter): Promise<FilteredKinds | null> {
  if (namesOf(filter).length === 0) return null;
  const ids = await listKinds(workspaceId, filter, fewKinds + 1);
  return { filter, few: ids.length > fewKinds ? null : ids };
}

/** The ids of the kinds that a filter lets through, or so many of them. */
export async function listKinds(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  limit: number | null,
): Promise<number[]> {
  const values: unknown[] = [workspaceId, limit];
  const { rows } = await pool.query<{ ids: number[] }>({
    text: `
      SELECT array(
        SELECT k."id" FROM "RequestKind" k WHERE k."workspaceId" = $1 AND ${isFiltered(filter, values)} LIMIT $2
      ) AS "ids"`,
    values,
  });
  return rows[0]?.ids ?? [];
}

/** The names that a filter says something of. */
export function namesOf(filter: LogFilter): FacetName[] {
  return facetNames.filter((name) => filter[name].length > 0);
}

/** SQL: whether a filter lets the kind `k` through. What it is compared with is added to the statement's values. */
export function isFiltered(filter: LogFilter, values: unknown[]): string {
  const conditions = namesOf(filter).map((name) => isChosen(filter, name, values));
  return conditions.length > 0 ? `(${conditions.join(" AND ")})` : "true";
}

/** The same for one of its names. */
export function isChosen(filter: LogFilter, name: FacetName, values: unknown[]): string {
  const anyOf = (chosen: readonly (string | number)[], type: string) =>
    `ANY($${values.push(chosen)}::${type}[])`;
  if (name !== "status") {
    const isNoRoute = (value: string) => name === "route" && value === noRoute;
    const chosen = filter[name].filter(isStorable).map((value) => (isNoRoute(value) ? "" : value));
    return `k."${kindColumns[name]}" = ${anyOf(chosen, "text")}`;
  }
  const classes = filter.status.filter((value) => value.endsWith("xx")).map((value) => Number(value[0]));
  const codes = filter.status.filter((value) => !value.endsWith("xx")).map(Number);
  return `(k."status" = ${anyOf(codes, "int")} OR k."status" / 100 = ${anyOf(classes, "int")})`;
}
