import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "@/app/api/catalog";
import { publicAction } from "@/lib/action";
import { isUnavailable } from "@/lib/db/errors";
import { lookups } from "@/lib/db/lookups";
import { createPool, pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { allowLongStatements, transact } from "@/lib/db/transact";
import { env } from "@/lib/env";
import { migrate } from "@/scripts/database/migrations";
import { createClient } from "@/tests/support/factories/api-client";
import { createApplicationIn } from "@/tests/support/factories/application";
import { countLockWaits } from "@/tests/support/matchers/lock-waits";
import { callInProcess } from "@/tests/support/servers/call-api";

test("a connection that breaks while it is in use fails its queries, and does not end the process", async () => {
  const own = createPool({ max: 1 });
  const client = await own.connect();
  const { rows } = await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`);
  await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  // An 'error' event without a listener would end the process.
  await pause(100);
  await expect(client.query("SELECT 1")).rejects.toThrow();
  client.release(true);
  expect((await own.query("SELECT 1")).rowCount).toBe(1);
  await own.end();
});

test("a statement past the timeout is cancelled, and its connection stays usable", async () => {
  const own = createPool({ max: 1, statement_timeout: 100 });
  const failure = await own.query("SELECT pg_sleep(60)").catch((error: unknown) => error);
  expect(isUnavailable(failure)).toBe(true);
  expect((await own.query("SELECT 1")).rowCount).toBe(1);
  await own.end();
});

test("the API and server actions report 'unavailable' when a lock is not released in time", async () => {
  const application = await createApplicationIn();
  const call = callInProcess(catalog);
  const count = publicAction({ input: z.object(), refresh: false, handler: () => prisma.user.count() });
  const blocker = await connect();
  await blocker.query(`BEGIN; LOCK TABLE "User", "Computation"`);
  await setLockTimeout("300ms");
  const body = JSON.stringify({ identification: { userId: "1" } });
  const [onScreen, ...answers] = await Promise.all([
    count({}),
    call("/users/upsert", { key: application.key, method: "POST", body }),
    call("/users", { key: application.key }),
    call("/segments/users", { key: application.key }),
  ]);
  const message = "The service is temporarily unavailable. Retry in a few seconds.";
  expect(onScreen).toEqual({ ok: false, code: "unavailable", message, issues: [] });
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(await answer.json()).toMatchObject({ message, meta: { status: 503 } });
  }
  await blocker.end();
  expect((await call("/users", { key: application.key })).status).toBe(200);
});

test("each connection has a lock timeout of 10 seconds", async () => {
  await setLockTimeout("DEFAULT");
  const text = "SHOW lock_timeout";
  expect((await pool.query(text)).rows).toEqual([{ lock_timeout: "10s" }]);
  expect(await lookups.query({ text })).toEqual([{ lock_timeout: "10s" }]);
});

test("a migration waits for another migration longer than the database's lock timeout", async () => {
  const other = await connect();
  await other.query("SELECT pg_advisory_lock(5707311)");
  const url = new URL(env().DATABASE_URL);
  url.searchParams.set("options", "-c lock_timeout=50ms");
  const migrated = migrate(url.href);
  await expect.poll(countLockWaits).toBe(1);
  await pause(100);
  await other.end();
  expect(await migrated).toEqual([]);
});

test("merging and deleting a contact have no statement timeout", async () => {
  await pool.query(`
    CREATE TABLE "Limit" ("value" text);
    CREATE FUNCTION note_limit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO "Limit" VALUES (current_setting('statement_timeout')); RETURN OLD; END $$;
    CREATE TRIGGER "noteLimit" BEFORE DELETE ON "User" FOR EACH ROW EXECUTE FUNCTION note_limit()`);
  const client = await createClient();
  const email = "kim@northwind.com";
  for (const identification of [{ userId: "1" }, { email }, { userId: "1", email }])
    await client.post("/users/upsert", { identification, properties: {} });
  await client.send("DELETE", "/users", { identification: { userId: "1" } });
  const { rows } = await pool.query<{ value: string }>(`SELECT "value" FROM "Limit"`);
  await pool.query(`DROP TABLE "Limit"; DROP FUNCTION note_limit CASCADE`);
  expect(rows.map(({ value }) => value)).toEqual(["0", "0"]);
  // The timeout is restored after the transaction.
  await transact(allowLongStatements);
  const { rows: after } = await pool.query("SHOW statement_timeout");
  expect(after).toEqual([{ statement_timeout: "1min" }]);
});

/** Sets the lock timeout of all connections of `pool` and `lookups`. DEFAULT restores production's. */
async function setLockTimeout(value: string): Promise<void> {
  const text = `SET lock_timeout = ${value === "DEFAULT" ? value : `'${value}'`}`;
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  await Promise.all([lookups.query({ text }), ...clients.map((client) => client.query(text))]);
  for (const client of clients) client.release();
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  return client;
}
