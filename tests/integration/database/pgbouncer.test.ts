import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { checkPooler } from "@/scripts/database/pooler";
import { startPgBouncer } from "@/tests/support/servers/pgbouncer";
import { createDatabase } from "@/tests/support/servers/postgres";

const name = `pooled_${randomUUID()}`;
const databaseUrl = await createDatabase(inject("postgresUrl"), name, "template");
const parameters = ["statement_timeout", "lock_timeout", "options"];
const bouncer = await startPgBouncer(databaseUrl, parameters);
const strict = await startPgBouncer(databaseUrl, []);
process.env.DATABASE_URL = bouncer.url("session");

const { catalog } = await import("@/app/api/catalog");
const { lookups } = await import("@/lib/db/lookups");
const { pool } = await import("@/lib/db/pool");
const { flushLogs } = await import("@/lib/logs/write/buffer");
const { listLogs } = await import("@/lib/logs/read/queries");
const { createApplicationIn } = await import("@/tests/support/factories/application");
const { callInProcess } = await import("@/tests/support/servers/call-api");

beforeAll(() => expectDropped());

afterAll(async () => {
  await flushLogs();
  await Promise.all([pool.end(), lookups.end()]);
  await Promise.all([bouncer.stop(), strict.stop()]);
});

test("a pooler in transaction or statement mode is rejected, with or without timeouts", async () => {
  const check = (mode: "transaction" | "statement") => checkPooler("DATABASE_URL", bouncer.url(mode));
  await expect(check("transaction")).rejects.toThrow("a pooler in transaction mode");
  await expect(check("statement")).rejects.toThrow("a pooler in transaction mode");
});

test("a pooler that rejects the timeouts is named", async () => {
  await expect(checkPooler("DATABASE_URL", strict.url("session"))).rejects.toThrow(
    "a pooler that rejects connections: unsupported startup parameter",
  );
});

test("PostgreSQL itself, and session mode with timeouts of the database, are accepted and answer the API", async () => {
  await checkPooler("DATABASE_URL", databaseUrl);
  await checkPooler("DATABASE_URL", bouncer.url("session"));
  const call = callInProcess(catalog);
  const { workspaceId, key } = await createApplicationIn();
  const body = JSON.stringify({ identification: { userId: "u1" }, name: "signed_up" });
  const calls = Array.from({ length: 20 }, async () => [
    (await call("/track", { method: "POST", key, body })).status,
    (await call("/users", { key })).status,
  ]);
  expect(new Set((await Promise.all(calls)).flat())).toEqual(new Set([200, 201]));
  await flushLogs();
  expect((await listLogs(workspaceId, {}, { limit: 100 })).rows).toHaveLength(40);
  const { rows } = await pool.query(`SELECT current_setting('statement_timeout') AS "timeout"`);
  expect(rows).toEqual([{ timeout: "1min" }]);
});

/** Until the database has the timeouts, a session-mode pooler that drops them is rejected. */
async function expectDropped(): Promise<void> {
  await expect(checkPooler("DATABASE_URL", bouncer.url("session"))).rejects.toThrow(
    "a pooler that drops the parameters statement_timeout and lock_timeout",
  );
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`ALTER DATABASE "${name}" SET statement_timeout = '60s'`);
  await client.query(`ALTER DATABASE "${name}" SET lock_timeout = '10s'`);
  // The pooler's idle connections have the old settings.
  await client.query(
    `SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "datname" = $1 AND "pid" <> pg_backend_pid()`,
    [name],
  );
  await client.end();
}
