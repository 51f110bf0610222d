import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { openDatabaseProxy } from "@/tests/support/servers/database-proxy";
import { startServer } from "@/tests/support/servers/production-server";

const limit = 60;

it("returns 503 without a database, recovers with it, and loses no row of the log", async () => {
  const application = await createApplicationIn();
  const databaseProxy = await openDatabaseProxy(env().DATABASE_URL);
  const server = await startServer({ databaseUrl: databaseProxy.url, rateLimitPerMinute: limit });
  const call = callOverHttp(server.url);
  const accepted: string[] = [];
  const rejected: string[] = [];
  const callOften = async () => {
    for (let i = 0; i < 20; i += 1) {
      const { status, headers } = await call("/validate", { key: application.key });
      expect(status).toBe(200);
      accepted.push(headers.get("x-request-id") ?? "");
    }
  };
  try {
    await callOften();
    databaseProxy.cut();
    for (const path of ["/ready", "/events"]) {
      const response = await call(path, { key: application.key });
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      const body = await response.json();
      expect(body).toMatchObject({ meta: { status: 503 }, errors: { fields: {} } });
      if (path === "/ready") expect(body.message).toBe("The database does not answer.");
    }
    // The key cache has expired. Rejected calls past the rate limit of a minute are still logged.
    await pause(300);
    for (let i = 0; i < limit; i += 1) {
      const { status, headers } = await call("/events", { key: application.key });
      expect(status).toBe(503);
      rejected.push(headers.get("x-request-id") ?? "");
    }
    expect((await call("/health")).status).toBe(200);
    await databaseProxy.restore();
    const ready = await call("/ready");
    expect(ready.status).toBe(200);
    expect((await ready.json()).data.status).toMatch(/^(ready|degraded)$/);
    await callOften();
  } finally {
    await server.stop();
    databaseProxy.cut();
  }
  const log = await readLog(application.workspaceId);
  const listIds = (status: number) => log.filter((row) => row.status === status).map(({ id }) => id);
  expect(listIds(200)).toEqual(accepted);
  expect(listIds(503)).toEqual(expect.arrayContaining(rejected));
});
