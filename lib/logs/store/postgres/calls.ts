import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { queryLog } from "@/lib/db/log-database";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getIdTime, getMinId } from "@/lib/ids";
import type { LogFilter } from "@/lib/logs/schema";
import type { CallRow, CallSelection } from "@/lib/logs/store/log-store";
import {
  activeFacets,
  dimensionCondition,
  findDimensionFilter,
  listDimensionIds,
} from "@/lib/logs/store/postgres/dimension-filter";
import { day } from "@/lib/time";

/** A filter of many dimensions scans the newest 4 × limit rows, then 8 times as many, until the page is full. */
const [scanFactor, scanGrowth] = [4, 8] as const;

/** A filter of few dimensions reads each of them by index, in windows of so many days. */
const windowDays = [1, 4, 16, 128];

/** Half-open, by id. */
type IdRange = { from: string; before: string };

export async function findCallIds(
  workspaceId: WorkspaceId,
  selection: CallSelection,
  limit: number,
): Promise<string[]> {
  const dimensions = await findDimensionFilter(workspaceId, selection.filter);
  const from = getMinId(selection.from);
  const end = getMinId(selection.until);
  let before = selection.before && selection.before < end ? selection.before : end;
  if (!dimensions) return findNewestIds(workspaceId, { from, before }, limit);
  const ids: string[] = [];
  let dimensionIds = dimensions.ids;
  for (let scanned = limit * scanFactor; !dimensionIds; scanned *= scanGrowth) {
    const scan = await scanNewest(workspaceId, { from, before }, dimensions.filter, scanned);
    ids.push(...scan.ids.slice(0, limit - ids.length));
    if (ids.length === limit || !scan.oldest) return ids;
    before = scan.oldest;
    // Reading each dimension by index is cheaper once there are fewer dimensions than rows to scan.
    const all = await listDimensionIds(workspaceId, dimensions.filter, scanned * scanGrowth);
    if (all.length < scanned * scanGrowth) dimensionIds = all;
  }
  for (const days of windowDays) {
    if (dimensionIds.length === 0 || ids.length >= limit || before <= from) break;
    const newest = Math.min(getIdTime(before).getTime(), Date.now());
    const windowStart = getMinId(new Date(Math.max(selection.from.getTime(), newest - days * day)));
    const window = { from: windowStart, before };
    ids.push(...(await findIdsByDimension(workspaceId, window, dimensionIds, limit - ids.length)));
    before = windowStart;
  }
  return ids;
}

async function findNewestIds(
  workspaceId: WorkspaceId,
  { from, before }: IdRange,
  limit: number,
): Promise<string[]> {
  const select = Prisma.sql`
    SELECT "id" FROM "RequestLog"
    WHERE "workspaceId" = ${workspaceId} AND "id" >= ${from} AND "id" < ${before}
    ORDER BY "id" DESC
    LIMIT ${limit}`;
  const rows = await queryLog<{ id: string }>(nameStatement("find-newest-log-ids", select));
  return rows.map(({ id }) => id);
}

/** The matching calls among the newest `limit`, and the oldest id that was scanned; null at the end of the range. */
async function scanNewest(
  workspaceId: WorkspaceId,
  { from, before }: IdRange,
  filter: LogFilter,
  limit: number,
): Promise<{ ids: string[]; oldest: string | null }> {
  const select = Prisma.sql`
    SELECT coalesce(array_agg("id" ORDER BY "id" DESC) FILTER (WHERE (
             SELECT ${dimensionCondition(filter)} FROM "RequestDimension" d
             WHERE d."workspaceId" = ${workspaceId} AND d."id" = newest."dimensionId"
           )), '{}') AS "ids",
           CASE count(*) WHEN ${limit}::int THEN min("id") END AS "oldest"
    FROM (
      SELECT "id", "dimensionId" FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "id" >= ${from} AND "id" < ${before}
      ORDER BY "id" DESC
      LIMIT ${limit}
    ) AS newest`;
  const name = `scan-newest-logs-${activeFacets(filter).join("-")}`;
  const rows = await queryLog<{ ids: string[]; oldest: string | null }>(nameStatement(name, select));
  return rows[0] ?? { ids: [], oldest: null };
}

async function findIdsByDimension(
  workspaceId: WorkspaceId,
  { from, before }: IdRange,
  dimensionIds: readonly number[],
  limit: number,
): Promise<string[]> {
  const select = Prisma.sql`
    SELECT l."id"
    FROM unnest(${dimensionIds}::int[]) AS d("id")
    CROSS JOIN LATERAL (
      SELECT "id" FROM "RequestLog"
      WHERE "workspaceId" = ${workspaceId} AND "dimensionId" = d."id" AND "id" >= ${from} AND "id" < ${before}
      ORDER BY "id" DESC
      LIMIT ${limit}
    ) AS l
    ORDER BY l."id" DESC
    LIMIT ${limit}`;
  const rows = await queryLog<{ id: string }>(nameStatement("find-log-ids-by-dimension", select));
  return rows.map(({ id }) => id);
}

/** The columns of a `CallRow`. */
export const callColumns: Prisma.Sql = Prisma.sql`
  l."id", d."applicationId", d."method", l."path", l."query", nullif(d."route", '') AS "route", d."status",
  nullif(d."errorCode", '') AS "errorCode", l."duration", d."client", d."ipAddress"`;

export const callTables: Prisma.Sql = Prisma.sql`
  "RequestLog" l
  JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"`;

export async function readCalls(
  workspaceId: WorkspaceId,
  ids: readonly string[],
  text?: string,
): Promise<CallRow[]> {
  if (ids.length === 0) return [];
  const pattern = text === undefined ? undefined : toLikePattern(text);
  const [name, patternCondition] =
    pattern === undefined
      ? ["read-log-rows", Prisma.sql`true`]
      : [
          "search-log-rows",
          Prisma.sql`(l."path" ILIKE ${pattern} OR l."query" ILIKE ${pattern}
            OR l."requestBody" ILIKE ${pattern} OR l."responseBody" ILIKE ${pattern})`,
        ];
  return queryLog<CallRow>(
    nameStatement(
      name,
      Prisma.sql`
        SELECT ${callColumns}
        FROM ${callTables}
        WHERE l."workspaceId" = ${workspaceId} AND l."id" = ANY(${ids}::text[]) AND ${patternCondition}
        ORDER BY l."id" DESC`,
    ),
  );
}

/** The LIKE pattern for "contains this text". */
function toLikePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
