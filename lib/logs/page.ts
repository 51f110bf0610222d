import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { Span } from "@/lib/logs/range";
import type { LogRow } from "@/lib/logs/schema";
import { firstIdAt, timeOf } from "@/lib/logs/time";

/** A place in a list: calls of these kinds (null: of all), older than the one with the id `before`. */
export type Place = Span & { kinds: number[] | null; before?: string | undefined };

/** As many of the newest calls are looked at one by one, before each kind is asked for its own. */
const mostAtRandom = 2_000;

/** The ids of the next calls, newest first. */
export async function findIds(workspaceId: WorkspaceId, place: Place, limit: number): Promise<string[]> {
  const { from, until, before, kinds } = place;
  const end = firstIdAt(until);
  const values: unknown[] = [workspaceId, firstIdAt(from), before && before < end ? before : end, limit];
  const query = kinds
    ? { name: "find-ids-of-kinds", text: ofKinds, values: [...values, kinds, Math.max(mostAtRandom, limit)] }
    : { name: "find-ids", text: ofAll, values };
  const { rows } = await pool.query<{ id: string }>(query);
  return rows.map(({ id }) => id);
}

const ofAll = `
  SELECT "id" FROM "RequestLog"
  WHERE "workspaceId" = $1 AND "id" >= $2 AND "id" < $3
  ORDER BY "id" DESC
  LIMIT $4`;

/**
 * Frequent kinds are found among the newest calls. Rare ones would be looked for through all of them: where the newest
 * do not fill the page, each kind's own index is entered below them instead.
 */
const ofKinds = `
  WITH newest AS MATERIALIZED (
    SELECT "id", "kindId" FROM "RequestLog"
    WHERE "workspaceId" = $1 AND "id" >= $2 AND "id" < $3
    ORDER BY "id" DESC
    LIMIT $6
  ), hit AS MATERIALIZED (
    SELECT "id" FROM newest WHERE "kindId" = ANY($5::int[]) ORDER BY "id" DESC LIMIT $4
  ), older AS (
    SELECT l."id"
    FROM unnest($5::int[]) AS k("id")
    CROSS JOIN LATERAL (
      SELECT "id" FROM "RequestLog"
      WHERE "workspaceId" = $1 AND "kindId" = k."id" AND "id" >= $2 AND "id" < (SELECT min("id") FROM newest)
      ORDER BY "id" DESC
      LIMIT $4
    ) AS l
    WHERE (SELECT count(*) FROM hit) < $4 AND (SELECT count(*) FROM newest) = $6
  )
  SELECT "id" FROM hit UNION ALL SELECT "id" FROM older
  ORDER BY "id" DESC
  LIMIT $4`;

/** The columns of a `LogRow`, but for its time, which its id has. */
export const rowColumns = `
  l."id", k."applicationId", a."name" AS "applicationName", k."method", l."path", l."query", nullif(k."route", '') AS "route",
  k."status", nullif(k."errorCode", '') AS "errorCode", l."duration", k."client", k."ipAddress"`;

export const rowTables = `
  "RequestLog" l
  JOIN "RequestKind" k ON k."workspaceId" = l."workspaceId" AND k."id" = l."kindId"
  JOIN "Application" a ON a."workspaceId" = l."workspaceId" AND a."id" = k."applicationId"`;

export type StoredRow = Omit<LogRow, "time">;

/** These calls, newest first; with a pattern of LIKE, those of them that it fits. */
export async function readRows(
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
      SELECT ${rowColumns}
      FROM ${rowTables}
      WHERE l."workspaceId" = $1 AND l."id" = ANY($2::text[]) ${pattern === undefined ? "" : `AND (${fits})`}
      ORDER BY l."id" DESC`,
    values: [workspaceId, ids, ...(pattern === undefined ? [] : [pattern])],
  });
  return rows.map(withTime);
}

export function withTime<Row extends { id: string }>(row: Row): Row & { time: Date } {
  return { ...row, time: timeOf(row.id) };
}
