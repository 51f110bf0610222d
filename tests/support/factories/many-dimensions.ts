import type { ClientBase } from "pg";

/** Sixteen endpoints: the weight says how often they are called, next to each other. */
const routes: [method: string, route: string, permission: string, weight: number, medianMs: number][] = [
  ["POST", "/users/upsert", "TrackData", 30, 6],
  ["POST", "/track", "TrackData", 26, 4],
  ["POST", "/accounts/upsert", "TrackData", 9, 7],
  ["GET", "/users/{id}", "ReadContacts", 8, 2],
  ["GET", "/accounts/{id}", "ReadContacts", 5, 2],
  ["GET", "/users", "ReadContacts", 4, 9],
  ["GET", "/accounts", "ReadContacts", 3, 9],
  ["GET", "/validate", "", 3, 0.8],
  ["GET", "/users/{id}/events", "ReadEvents", 3, 12],
  ["GET", "/segments/users", "ReadSegments", 2, 3],
  ["GET", "/segments/accounts", "ReadSegments", 2, 3],
  ["GET", "/properties/users", "ReadProperties", 1.5, 2],
  ["GET", "/properties/accounts", "ReadProperties", 1, 2],
  ["POST", "/link", "TrackData", 1, 5],
  ["DELETE", "/users", "TrackData", 0.5, 15],
  ["GET", "/events", "ReadEvents", 0.5, 3],
];
const clients = [
  "js-sdk/3.1.0",
  "php-sdk/2.0.3",
  "python-sdk/1.1.0",
  "curl/8.5.0",
  "Go-http-client/2.0",
  "Chrome 141",
];
/** Results of calls with their shares: 4.4 % are errors, one of them rare. */
const outcomes: [status: number, errorCode: string, share: number][] = [
  [200, "", 0.956],
  [400, "bad_request", 0.018],
  [404, "not_found", 0.012],
  [401, "missing_permission", 0.008],
  [429, "rate_limited", 0.005],
  [500, "internal", 0.001],
];
/** Slots per workspace. More slots allow rarer dimensions. */
const [slotsOfLargest, slotsOfOthers] = [200_000, 20_000];
const [applicationsOfLargest, applicationsOfOthers] = [20, 5];

/**
 * Creates applications, keys and dimensions, and the temporary tables that calls are picked from: pg_temp.dimension,
 * pg_temp.slot and pg_temp.slots. The number of a dimension's slots is its frequency.
 */
export async function insertDimensions(client: ClientBase, workspaces: number): Promise<void> {
  await client.query(
    `CREATE TEMP TABLE caller AS
     SELECT w AS "workspace", '01JD' || lpad(w::text, 22, '0') AS "workspaceId", a AS "number",
            '01JE' || lpad((w * 100 + a)::text, 22, '0') AS "applicationId",
            '01JF' || lpad((w * 100 + a)::text, 22, '0') AS "apiKeyId", ($4::text[])[1 + a % 6] AS "client"
     FROM generate_series(0, $1::int - 1) w, generate_series(0, CASE w WHEN 0 THEN $2::int ELSE $3::int END - 1) a`,
    [workspaces, applicationsOfLargest, applicationsOfOthers, clients],
  );
  await client.query(
    `INSERT INTO "Application" ("workspaceId", "id", "name", "foldedName", "permissions", "updatedAt")
     SELECT "workspaceId", "applicationId", 'Application ' || "number", 'application ' || "number", '{}', now() FROM caller;
     INSERT INTO "ApiKey" ("workspaceId", "id", "applicationId", "hash", "hint")
     SELECT "workspaceId", "apiKeyId", "applicationId", sha256("apiKeyId"::bytea), right("apiKeyId", 4) FROM caller`,
  );
  await client.query(
    `CREATE TEMP TABLE dimension AS
     SELECT row_number() OVER ()::int AS "id", c."workspace", c."workspaceId", c."applicationId", c."apiKeyId", c."client",
            r->>0 AS "method", r->>1 AS "route", r->>2 AS "permission", (r->>4)::float8 AS "median",
            (o->>0)::int AS "status", o->>1 AS "errorCode", r->>1 IN ('/users', '/accounts') AND r->>0 = 'GET' AS "listed",
            format('203.0.%s.%s', c."number", 10 + ip) AS "ipAddress",
            (r->>3)::float8 * (o->>2)::float8 / (1 + c."number") / (1 + ip * 2) AS "weight"
     FROM caller c, json_array_elements($1::json) WITH ORDINALITY AS route(r, "at"), json_array_elements($2::json) o,
          generate_series(0, c."number" % 3) ip
     WHERE (route."at" + c."number" * 5) % 3 = 0 AND ((o->>0)::int = 200 OR ip = 0)`,
    [JSON.stringify(routes), JSON.stringify(outcomes)],
  );
  await client.query(
    `INSERT INTO "RequestDimension" (
       "workspaceId", "id", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress")
     SELECT
       "workspaceId", "id", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress"
     FROM dimension;
     SELECT setval(pg_get_serial_sequence('"RequestDimension"', 'id'), max("id")) FROM dimension`,
  );
  await client.query(
    `CREATE TEMP TABLE slot AS
     SELECT "workspace", "workspaceId", "id" AS "dimensionId", (row_number() OVER (PARTITION BY "workspace") - 1)::int AS "number"
     FROM (
       SELECT *, "weight" / sum("weight") OVER (PARTITION BY "workspace")
                 * CASE "workspace" WHEN 0 THEN ${slotsOfLargest} ELSE ${slotsOfOthers} END AS "share"
       FROM dimension
     ) AS d, generate_series(1, greatest(1, round(d."share"))::int)`,
  );
  await client.query(
    `CREATE TEMP TABLE slots AS SELECT "workspace", count(*)::int AS "count" FROM slot GROUP BY 1;
     ANALYZE caller; ANALYZE dimension; ANALYZE slot; ANALYZE slots`,
  );
}
