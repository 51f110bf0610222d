import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import { expect, it } from "vitest";
import { z } from "zod";
import { catalog } from "@/app/api/catalog";
import { publicAction } from "@/lib/action";
import { isUnavailable } from "@/lib/db/errors";
import { PrismaClient } from "@/lib/db/generated/client";
import { createPool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createClient } from "@/tests/support/factories/api-client";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createSite, pageview } from "@/tests/support/factories/site";
import { callInProcess } from "@/tests/support/servers/call-api";

const message = "The service is temporarily unavailable. Retry in a few seconds.";

it("answers 503 with Retry-After to each write while the database is read-only, answers reads, and accepts writes after the failover", async () => {
  const application = await createApplicationIn();
  const site = await createSite({}, await createClient());
  const call = callInProcess(catalog);
  const body = JSON.stringify({ identification: { userId: "1" }, properties: { plan: "Pro" } });
  const upsert = (headers = {}) =>
    call("/users/upsert", { key: application.key, method: "POST", body, headers });
  const rename = publicAction({
    input: z.object(),
    refresh: false,
    handler: () =>
      prisma.workspace.update({ where: { id: application.workspaceId }, data: { name: "Renamed" } }),
  });
  const makeReadWrite = await makeReadOnly();
  try {
    for (const response of [await upsert(), await upsert({ "idempotency-key": "1" })]) {
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      expect(await response.json()).toMatchObject({ message, meta: { status: 503 } });
    }
    const collected = await site.send(pageview("device"));
    expect(collected.status).toBe(503);
    expect(collected.headers.get("retry-after")).toBe("5");
    expect(await rename({})).toEqual({ ok: false, code: "unavailable", message, issues: [] });
    expect((await call("/users", { key: application.key })).status).toBe(200);
  } finally {
    await makeReadWrite();
  }
  // Each failed write closes one connection to the read-only database; the pool has ten.
  let attempts = 1;
  while ((await upsert({ "idempotency-key": "1" })).status !== 201) attempts += 1;
  expect(attempts).toBeLessThanOrEqual(11);
  await expect.poll(() => rename({})).toMatchObject({ ok: true });
});

it.each(["nowhere.invalid", "127.0.0.1:1"])(
  "treats a database at %s, which cannot be reached, as unavailable",
  async (host) => {
    const pool = createPool({ connectionString: `postgresql://user:password@${host}/database` });
    const unreachable = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" });
    for (const attempt of [
      () => pool.query("SELECT 1"),
      () => unreachable.user.count(),
      () => unreachable.$transaction((transaction) => transaction.user.count()),
    ])
      expect(await attempt().catch(isUnavailable)).toBe(true);
  },
);

/** Makes the database read-only, as after a failover, until the returned function is called. */
async function makeReadOnly(): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(`SELECT current_database() AS "name"`);
  const database = `"${rows[0]?.name}"`;
  const reconnect = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
  await client.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
  await client.query(reconnect);
  return async () => {
    await client.query(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
    await client.end();
  };
}
