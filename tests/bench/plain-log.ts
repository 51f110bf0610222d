import type { Client, Pool } from "pg";
import { getMinId } from "@/lib/ids";

/** The time in the first ten characters of an id. */
const milliseconds = Array.from(
  { length: 10 },
  (_, at) =>
    `((strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(l."id", ${at + 1}, 1)) - 1)::bigint << ${(9 - at) * 5})`,
).join(" | ");

/** The same calls in a single table, with an index per list. */
export async function makePlainLog(client: Client): Promise<void> {
  await client.query(`
    CREATE UNLOGGED TABLE "PlainLog" AS
    SELECT l."workspaceId", l."id", d."applicationId", d."apiKeyId", to_timestamp((${milliseconds}) / 1000.0)::timestamptz(3) AS "time", d."method", l."path",
           nullif(d."route", '') AS "route", nullif(d."permission", '') AS "permission", d."status",
           nullif(d."errorCode", '') AS "errorCode", l."duration"::float8 AS "duration", d."ipAddress", d."client", l."query",
           l."requestHeaders", l."requestBody", l."requestBytes", l."responseHeaders", l."responseBody", l."responseBytes"
    FROM "RequestLog" l JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"
    ORDER BY l."id"`);
  await client.query(`
    ALTER TABLE "PlainLog" ADD PRIMARY KEY ("workspaceId", "id");
    CREATE INDEX ON "PlainLog" ("workspaceId", "applicationId", "id")`);
}

/** A page of the list, newest first, with the application's name. */
export function listPlain(
  pool: Pool,
  workspaceId: string,
  { before = "Z", column, value }: { before?: string; column?: string; value?: unknown } = {},
): Promise<unknown> {
  const filter = column === undefined ? "" : `AND l."${column}" = $3`;
  return pool.query({
    name: `plain-page-${column}`,
    text: `
      SELECT l."id", l."applicationId", a."name", l."time", l."method", l."path", l."query", l."route", l."status",
             l."errorCode", l."duration", l."client", l."ipAddress"
      FROM "PlainLog" l
      JOIN "Application" a ON a."workspaceId" = l."workspaceId" AND a."id" = l."applicationId"
      WHERE l."workspaceId" = $1 AND l."id" < $2 ${filter}
      ORDER BY l."id" DESC
      LIMIT 51`,
    values: [workspaceId, before, ...(column === undefined ? [] : [value])],
  });
}

/** Options with counts, percentiles and a histogram of the calls since then: concurrent statements. */
export function summarizePlain(pool: Pool, workspaceId: string, from: Date, barMs: number): Promise<unknown> {
  const values = [workspaceId, getMinId(from)];
  const where = `FROM "PlainLog" WHERE "workspaceId" = $1 AND "id" >= $2`;
  return Promise.all([
    pool.query({
      text: `
        SELECT "applicationId", "apiKeyId", "method", "route", "status", "errorCode", "client", "ipAddress", count(*) ${where}
        GROUP BY GROUPING SETS (
          ("applicationId"), ("apiKeyId"), ("method"), ("route"), ("status"), ("errorCode"), ("client"), ("ipAddress"))`,
      values,
    }),
    pool.query({
      text: `SELECT percentile_cont('{0.5,0.95}'::float8[]) WITHIN GROUP (ORDER BY "duration") ${where}`,
      values,
    }),
    pool.query({
      text: `
        SELECT date_bin(make_interval(secs => $3), "time", 'epoch'), "status" / 100, count(*) ${where} GROUP BY 1, 2`,
      values: [...values, barMs / 1000],
    }),
  ]);
}
