import { createServer } from "node:http";
import { Pool } from "pg";

/**
 * Baseline: Node's http and pg answer `GET /api/segments/users` with its single query.
 * No key, rate limit, validation or log.
 */
const { DATABASE_URL, PORT, BENCH_WORKSPACE_ID } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });

const server = createServer(async (_request, response) => {
  const { rows } = await pool.query({
    name: "list-segments",
    text: `
      SELECT "id", "name" FROM "Computation"
      WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" ORDER BY "name"`,
    values: [BENCH_WORKSPACE_ID, "user"],
  });
  const body = JSON.stringify({ data: rows });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(Number(PORT), () => process.send?.("ready"));
