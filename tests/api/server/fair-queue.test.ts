import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { createApplicationIn } from "@/tests/support/factories/application";
import { countLockWaits } from "@/tests/support/matchers/lock-waits";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

it("answers other tenants while one tenant's calls wait for a row, and returns 429 past the queue's depth", async () => {
  const busy = await createApplicationIn();
  const other = await createApplicationIn();
  // The queue holds 16 bodies of 1 MiB.
  const body = JSON.stringify({ identification: { userId: "1" }, properties: { plan: "Pro" } });
  const upsert = ({ key }: { key: string }) =>
    call("/users/upsert", { method: "POST", key, body: body.padEnd(1_048_576) });
  expect((await upsert(busy)).status).toBe(201);
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query(`SELECT FROM "User" WHERE "workspaceId" = $1 FOR UPDATE`, [busy.workspaceId]);
  const running = Array.from({ length: 5 }, () => upsert(busy));
  await expect.poll(countLockWaits).toBe(5);
  const waiting = Array.from({ length: 17 }, () => upsert(busy));
  const rejected = await Promise.race(waiting);
  expect(rejected.status).toBe(429);
  expect(rejected.headers.get("retry-after")).toBe("1");
  expect(await rejected.json()).toMatchObject({ message: expect.stringContaining("concurrent calls") });
  expect((await upsert(other)).status).toBe(201);
  expect((await call("/users", { key: other.key })).status).toBe(200);
  expect((await call("/validate", { key: busy.key })).status).toBe(200);
  await client.query("COMMIT");
  client.release();
  const statuses = (await Promise.all([...running, ...waiting])).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(21);
});
