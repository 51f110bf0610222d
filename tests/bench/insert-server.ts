import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Pool } from "pg";

/**
 * Baseline: Node's http and pg answer each POST after one committed INSERT of an event. No key, rate limit,
 * validation, log or lookup of the contact and the event definition.
 */
const { DATABASE_URL, PORT, BENCH_WORKSPACE_ID } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
const read = async (table: string) =>
  (
    await pool.query<{ id: string }>(`SELECT "id" FROM "${table}" WHERE "workspaceId" = $1`, [
      BENCH_WORKSPACE_ID,
    ])
  ).rows;
const [[definition], users] = [await read("EventDefinition"), await read("User")];

let count = 0;
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { metadata, page, properties } = JSON.parse(Buffer.concat(chunks).toString());
  count += 1;
  await pool.query({
    name: "insert-event",
    text: `
      INSERT INTO "Event" ("workspaceId", "id", "definitionId", "userId", "triggeredAt", "metadata")
      VALUES ($1, $2, $3, $4, now(), $5)`,
    values: [
      BENCH_WORKSPACE_ID,
      randomUUID(),
      definition?.id,
      users[count % users.length]?.id,
      metadata ?? page ?? properties,
    ],
  });
  const body = JSON.stringify({ message: "The event was tracked." });
  response.writeHead(201, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(Number(PORT), () => process.send?.("ready"));
