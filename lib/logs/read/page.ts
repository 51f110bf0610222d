import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getIdTime, getMinId } from "@/lib/ids";
import {
  activeFacets,
  type DimensionFilter,
  dimensionCondition,
  listDimensionIds,
} from "@/lib/logs/read/dimension-filter";
import type { TimeRange } from "@/lib/logs/read/time-range";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import type { LogFilter, LogRow } from "@/lib/logs/schema";
import { day } from "@/lib/time";

/** A place in a list: calls of these dimensions (null: of all), older than the one with the id `before`. */
export type LogSelection = TimeRange & { dimensions: DimensionFilter | null; before?: string | undefined };

/** Calls of many dimensions are looked for among the newest: so many for each that the page has room for, then among more. */
const [looksPerCall, growth] = [4, 8] as const;

/** Calls of rare dimensions are looked for within so many days, then within more. */
const daysAtATime = [1, 4, 16, 128];

/** The ids of the next calls, newest first. */
export async function findLogIds(
  workspaceId: WorkspaceId,
  place: LogSelection,
  limit: number,
): Promise<string[]> {
  const { dimensions } = place;
  const from = getMinId(place.from);
  const end = getMinId(place.until);
  let before = place.before && place.before < end ? place.before : end;
  if (!dimensions) return findAny(workspaceId, from, before, limit);
  const ids: string[] = [];
  let { few } = dimensions;
  for (let looks = limit * looksPerCall; !few; looks *= growth) {
    const newest = await findAmongNewest(workspaceId, from, before, dimensions.filter, looks);
    ids.push(...newest.ids.slice(0, limit - ids.length));
    if (ids.length === limit || !newest.oldest) return ids;
    before = newest.oldest;
    // They are asked one by one as soon as that is less.
    const all = await listDimensionIds(workspaceId, dimensions.filter, looks * growth);
    if (all.length < looks * growth) few = all;
  }
  for (const days of daysAtATime) {
    if (few.length === 0 || ids.length >= limit || before <= from) break;
    const newest = Math.min(getIdTime(before).getTime(), Date.now());
    const after = getMinId(new Date(Math.max(place.from.getTime(), newest - days * day)));
    ids.push(...(await findOfEach(workspaceId, after, before, few, limit - ids.length)));
    before = after;
  }
  return ids;
}

async function findAny(
  workspaceId: WorkspaceId,
  from: string,
  before: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: "find-calls",
    text: `
      SELECT "id" FROM "RequestLog"
      WHERE "workspaceId" = $1 AND "id" >= $2 AND "id" < $3
      ORDER BY "id" DESC
      LIMIT $4`,
    values: [workspaceId, from, before, limit],
  });
  return rows.map(({ id }) => id);
}

/** Those of these dimensions among the newest calls, and the oldest that was looked at; null: there are no more. */
async function findAmongNewest(
  workspaceId: WorkspaceId,
  from: string,
  before: string,
  filter: LogFilter,
  looks: number,
): Promise<{ ids: string[]; oldest: string | null }> {
  const values: unknown[] = [workspaceId, from, before, looks];
  const { rows } = await pool.query<{ ids: string[]; oldest: string | null }>({
    name: `find-calls-among-newest-${activeFacets(filter).join("-")}`,
    text: `
      SELECT coalesce(array_agg("id" ORDER BY "id" DESC) FILTER (WHERE (
               SELECT ${dimensionCondition(filter, values)} FROM "RequestDimension" d WHERE d."workspaceId" = $1 AND d."id" = newest."dimensionId"
             )), '{}') AS "ids",
             CASE count(*) WHEN $4::int THEN min("id") END AS "oldest"
      FROM (
        SELECT "id", "dimensionId" FROM "RequestLog"
        WHERE "workspaceId" = $1 AND "id" >= $2 AND "id" < $3
        ORDER BY "id" DESC
        LIMIT $4
      ) AS newest`,
    values,
  });
  return rows[0] ?? { ids: [], oldest: null };
}

/** Enters the index at each of the dimensions. */
async function findOfEach(
  workspaceId: WorkspaceId,
  from: string,
  before: string,
  dimensions: readonly number[],
  limit: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: "find-calls-of-each-dimension",
    text: `
      SELECT l."id"
      FROM unnest($4::int[]) AS d("id")
      CROSS JOIN LATERAL (
        SELECT "id" FROM "RequestLog"
        WHERE "workspaceId" = $1 AND "dimensionId" = d."id" AND "id" >= $2 AND "id" < $3
        ORDER BY "id" DESC
        LIMIT $5
      ) AS l
      ORDER BY l."id" DESC
      LIMIT $5`,
    values: [workspaceId, from, before, dimensions, limit],
  });
  return rows.map(({ id }) => id);
}

/** The columns of a `LogRow`, but for its time, which its id has. */
export const logRowColumns = `
  l."id", d."applicationId", a."name" AS "applicationName", d."method", l."path", l."query", nullif(d."route", '') AS "route",
  d."status", nullif(d."errorCode", '') AS "errorCode", l."duration", d."client", d."ipAddress"`;

export const logRowTables = `
  "RequestLog" l
  JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"
  JOIN "Application" a ON a."workspaceId" = l."workspaceId" AND a."id" = d."applicationId"`;

export type StoredRow = Omit<LogRow, "time" | "keyInUrl">;

/** These calls, newest first; with a pattern of LIKE, those of them that it fits. */
export async function readLogRows(
  workspaceId: WorkspaceId,
  ids: readonly string[],
  pattern?: string,
): Promise<LogRow[]> {
  if (ids.length === 0) return [];
  const columns = ["path", "query", "requestBody", "responseBody"];
  const fits = columns.map((column) => `l."${column}" ILIKE $3`).join(" OR ");
  const { rows } = await pool.query<StoredRow>({
    name: pattern === undefined ? "read-log-rows" : "search-log-rows",
    text: `
      SELECT ${logRowColumns}
      FROM ${logRowTables}
      WHERE l."workspaceId" = $1 AND l."id" = ANY($2::text[]) ${pattern === undefined ? "" : `AND (${fits})`}
      ORDER BY l."id" DESC`,
    values: [workspaceId, ids, ...(pattern === undefined ? [] : [pattern])],
  });
  return rows.map(toLogRow);
}

export function toLogRow<Row extends StoredRow>(row: Row): Row & Pick<LogRow, "time" | "keyInUrl"> {
  const { id, path, query } = row;
  // Nothing but keys is removed from a path or a query.
  return {
    ...row,
    time: getIdTime(id),
    keyInUrl: path.includes(removedPlaceholder) || query.includes(removedPlaceholder),
  };
}
