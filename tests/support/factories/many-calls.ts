import type { ClientBase } from "pg";
import { getMinId } from "@/lib/ids";
import { day, hour } from "@/lib/time";
import { insertDimensions } from "./many-dimensions";

export type Amount = { calls: number; days: number; workspaces: number };

/** The id of workspace `number`. Workspace 0 has half of all calls. */
export function workspaceAt(number: number): string {
  return `01JD${String(number).padStart(22, "0")}`;
}

/** Fills an empty database with calls of the days before `now`: half of them in one workspace, the others spread evenly. */
export async function makeManyCalls(
  client: ClientBase,
  now: Date,
  { calls, days, workspaces }: Amount,
): Promise<void> {
  await client.query(
    `INSERT INTO "Workspace" ("id", "name", "slug")
     SELECT '01JD' || lpad(w::text, 22, '0'), 'Workspace ' || w, 'workspace-' || w FROM generate_series(0, $1::int - 1) w`,
    [workspaces],
  );
  await insertDimensions(client, workspaces);
  await client.query(pairTable);
  const begin = now.getTime() - days * day;
  const every = (days * day) / calls;
  for (let start = Math.floor(begin / day) * day; start < now.getTime(); start += day) {
    const [from, until] = [Math.max(start, begin), Math.min(start + day, now.getTime())];
    await insertDay(client, { start, from, count: Math.floor((until - from) / every), every, workspaces });
  }
  await client.query(
    `INSERT INTO "RequestRollup" ("workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket", "calls")
     SELECT "workspaceId", 24, date_trunc('day', "bucketStart", 'UTC'), "dimensionId", "durationBucket", sum("calls")
     FROM "RequestRollup" GROUP BY 1, 3, 4, 5 ORDER BY 1, 3, 4, 5`,
  );
}

type Day = { start: number; from: number; count: number; every: number; workspaces: number };

/** Attaching a filled table builds each index once. Unlogged: the data need not survive a crash. */
async function insertDay(client: ClientBase, { start, from, count, every, workspaces }: Day): Promise<void> {
  const table = `"RequestLog_${new Date(start).toISOString().slice(0, 10).replaceAll("-", "")}"`;
  await client.query(`CREATE UNLOGGED TABLE ${table} (LIKE "RequestLog" INCLUDING DEFAULTS)`);
  await client.query(insertCalls(table), [from, count, every, workspaces]);
  const hours = Array.from({ length: 24 }, (_, index) => new Date(start + index * hour));
  await client.query(
    `INSERT INTO "RequestRollup" ("workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket", "calls")
     SELECT "workspaceId", 1, ($1::timestamptz[])[width_bucket("id", $2::text[])], "dimensionId",
            least(60, greatest(0, ceil(ln(greatest("duration"::float8, 0.1) / 0.1) / ln(1.25)))), count(*)
     FROM ${table} GROUP BY 1, 3, 4, 5 ORDER BY 3, 1, 4, 5`,
    [hours, hours.map(getMinId)],
  );
  await client.query(
    `ALTER TABLE "RequestLog" ATTACH PARTITION ${table}
     FOR VALUES FROM ('${getMinId(new Date(start))}') TO ('${getMinId(new Date(start + day))}')`,
  );
}

/** Two characters of a ULID for every ten bits: a join is faster than substr for each character. */
const pairTable = `
  CREATE TEMP TABLE pair AS
  SELECT a * 32 + b AS "bits", substr(alphabet, a + 1, 1) || substr(alphabet, b + 1, 1) AS "text"
  FROM generate_series(0, 31) a, generate_series(0, 31) b, (VALUES ('0123456789ABCDEFGHJKMNPQRSTVWXYZ')) v(alphabet);
  ANALYZE pair`;
const pairs = [40, 30, 20, 10, 0].map((shift) => ({ name: `pair${shift}`, shift }));

/** $1: start in milliseconds; $2: number of calls; $3: milliseconds between them; $4: workspaces. */
function insertCalls(table: string): string {
  return `
    INSERT INTO ${table} (
      "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
      "requestBody", "requestBytes", "responseBody", "responseBytes")
    SELECT
      d."workspaceId", ${pairs.map(({ name }) => `${name}."text"`).join(" || ")} || upper(substr(call.hash, 1, 16)), d."id",
      '/api' || replace(d."route", '{id}', substr(call.hash, 20, 8)),
      CASE WHEN d."listed" THEN '?limit=50&cursor=' || call.hash ELSE '' END,
      d."median" * exp(0.45 * call.deviation),
      '{"accept":"application/json","accept-encoding":"gzip, deflate","content-type":"application/json","host":"api.acme-inc.com","user-agent":"'
        || d."client" || '","x-api-key":"[removed]"}',
      '{"content-type":"application/json; charset=utf-8","x-request-id":"' || call.hash
        || '","x-ratelimit-limit":"1800","x-ratelimit-remaining":"' || 1799 - call.number % 1000 || '","x-ratelimit-reset":"42"}',
      body.request, octet_length(body.request), body.response, octet_length(body.response)
    FROM (
      SELECT i AS number, ($1::float8 + (i + random()) * $3::float8)::bigint AS time, random_normal() AS deviation,
             md5(random()::text) AS hash, random() AS pick,
             CASE WHEN random() < 0.5 THEN 0 ELSE 1 + floor(random() * ($4::int - 1)) END::int AS workspace
      FROM generate_series(0, $2::int - 1) i OFFSET 0
    ) AS call
    ${pairs.map(({ name, shift }) => `JOIN pg_temp.pair ${name} ON ${name}."bits" = (call.time >> ${shift} & 1023)::int`).join("\n    ")}
    JOIN pg_temp.slots s ON s."workspace" = call.workspace
    JOIN pg_temp.slot ON slot."workspace" = call.workspace AND slot."number" = floor(call.pick * s."count")::int
    JOIN pg_temp.dimension d ON d."workspaceId" = slot."workspaceId" AND d."id" = slot."dimensionId"
    CROSS JOIN LATERAL (SELECT
      CASE WHEN d."method" = 'POST' THEN
        '{"identification":{"userId":"' || substr(call.hash, 1, 8) || '","email":"user' || call.number || '@acme-inc.com"},"properties":{"name":"User '
          || call.number || '","plan":"Business","seats":' || call.number % 100 || ',"token":"' || md5(call.hash) || '"}}' ELSE '' END,
      CASE WHEN d."status" >= 400 THEN
        '{"message":"The call was rejected: ' || d."errorCode" || '.","meta":{"requestId":"' || call.hash || '","status":' || d."status" || '}}'
      ELSE
        '{"data":[{"id":"' || call.hash || '","name":"Customer ' || call.number || '","health":"Good","stage":"' || substr(call.hash, 9, 6)
          || '","firstSeenAt":"2026-05-04T10:20:30.000Z"}],"meta":{"requestId":"' || call.hash || '","status":' || d."status" || '}}' END
    ) AS body(request, response)
    ORDER BY call.number`;
}
