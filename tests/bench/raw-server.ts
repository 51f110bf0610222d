import { createServer } from "node:http";
import { Pool } from "pg";

/**
 * The yardstick: Node's http and pg answering `GET /api/segments/users` with the one query that it needs.
 * No key, no limit, no validation, no log.
 */
const { DATABASE_URL, PORT, BENCH_WORKSPACE_ID } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });

const server = createServer(async (_request, response) => {
  const { rows } = await pool.query({
    name: "list-segments",
    text: `
      SELECT "id", "name" FROM "Segment"
      WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" ORDER BY "name"`,
    values: [BENCH_WORKSPACE_ID, "user"],
  });
  const body = JSON.stringify({ data: rows });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(Number(PORT), () => process.send?.("ready"));
