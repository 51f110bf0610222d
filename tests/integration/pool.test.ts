import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { createPool, pool } from "@/lib/db/pool";

test("a connection that breaks while it is in use fails what is asked of it, and does not end the process", async () => {
  const own = createPool({ max: 1 });
  const client = await own.connect();
  const { rows } = await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`);
  await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  // Time for an error that nobody listens for.
  await pause(100);
  await expect(client.query("SELECT 1")).rejects.toThrow();
  client.release(true);
  expect((await own.query("SELECT 1")).rowCount).toBe(1);
  await own.end();
});
