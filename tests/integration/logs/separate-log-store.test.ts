import { expect, inject, test } from "vitest";
import { openDatabaseProxy } from "@/tests/support/servers/database-proxy";
import { createLogDatabase } from "@/tests/support/servers/log-database";

const proxy = await openDatabaseProxy(await createLogDatabase(inject("postgresUrl")));
process.env.LOG_DATABASE_URL = proxy.url;

const { describeLogStore } = await import("@/tests/support/models/log-store-conformance");
const { isLogSeparate, logDatabase } = await import("@/lib/db/log-database");
const { pool } = await import("@/lib/db/pool");
const { logStore } = await import("@/lib/logs/store/postgres-store");
const { callInProcess } = await import("@/tests/support/servers/call-api");
const { catalog } = await import("@/app/api/catalog");
const { createApplicationIn } = await import("@/tests/support/factories/application");
const { flushLogs } = await import("@/lib/logs/write/buffer");
const { getLog, listLogs } = await import("@/lib/logs/read/queries");
const { summarizeLogs } = await import("@/lib/logs/read/summary");
const { prisma } = await import("@/lib/db/prisma");
const { createWorkspaceOf } = await import("@/tests/support/factories/people");
const { storedCall } = await import("@/tests/support/factories/stored-call");
const { purgeDeletedWorkspaces } = await import("@/lib/workspaces/retention/mutations");

describeLogStore("the log in a database of its own", logStore);

test("calls of the API are in the database of the log, and their applications' last use in the main one", async () => {
  const call = callInProcess(catalog);
  const { workspaceId, id, key, keyId } = await createApplicationIn();
  expect(isLogSeparate).toBe(true);
  const events = { identification: { userId: "u1" }, name: "signed_up" };
  expect((await call("/track", { method: "POST", key, body: JSON.stringify(events) })).status).toBe(201);
  // Committed before the response.
  expect((await listLogs(workspaceId, {})).rows).toMatchObject([{ status: 201, applicationId: id }]);
  expect((await call("/validate", { key })).status).toBe(200);
  await flushLogs();
  const { rows } = await listLogs(workspaceId, { application: [id] });
  expect(rows.map(({ route }) => route)).toEqual(["/validate", "/track"]);
  expect(await getLog(workspaceId, rows[0]?.id ?? "")).toMatchObject({
    key: { id: keyId },
    applicationId: id,
  });
  expect((await summarizeLogs(workspaceId, {})).calls).toBe(2);
  const application = await prisma.application.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id } },
  });
  expect(application.lastCall).toMatchObject({ id: rows[0]?.id });
  expect(await countLogRows()).toEqual({ main: 0, log: expect.any(Number) });
});

test("calls are answered while the database of the log is away, and each has its row once it is back", async () => {
  const call = callInProcess(catalog);
  const { workspaceId, key } = await createApplicationIn();
  const answered: string[] = [];
  let written = 0;
  const track = async () => {
    const body = JSON.stringify({
      identification: { userId: "u1" },
      name: "opened",
      metadata: { n: written },
    });
    const response = await call("/track", { method: "POST", key, body });
    expect(response.status).toBe(201);
    answered.push(response.headers.get("x-request-id") ?? "");
    written += 1;
  };
  const read = async () => {
    const response = await call("/users", { key });
    expect(response.status).toBe(200);
    answered.push(response.headers.get("x-request-id") ?? "");
  };
  await track();
  let isAway = false;
  const load = [track, track, track, read].map(async (one) => {
    for (let during = 0; during < 15; during += Number(isAway)) await one();
  });
  await expect.poll(() => answered.length).toBeGreaterThan(10);
  proxy.cut();
  isAway = true;
  await Promise.all(load);
  const ready = await call("/ready");
  expect(ready.status).toBe(200);
  expect((await ready.json()).data.degraded).toContainEqual(expect.objectContaining({ part: "logDatabase" }));
  await proxy.restore();
  const listIds = async () => {
    await flushLogs();
    return (await listLogs(workspaceId, {}, { limit: 1_000 })).rows.map(({ id }) => id);
  };
  await expect.poll(listIds).toEqual(answered.toSorted().reverse());
  const events = await prisma.event.count({ where: { workspaceId } });
  expect(events).toBe(written);
  expect((await summarizeLogs(workspaceId, {})).calls).toBe(answered.length);
});

test("a purged workspace leaves no row in either database", async () => {
  const { workspaceId } = await createWorkspaceOf("owner");
  await logStore.storeCalls([storedCall({ workspaceId, applicationId: "a" })]);
  await prisma.workspace.update({ where: { id: workspaceId }, data: { deletedAt: new Date(0) } });
  await purgeDeletedWorkspaces();
  expect(await prisma.workspace.findUnique({ where: { id: workspaceId } })).toBeNull();
  const { rows } = await logDatabase.query(`SELECT FROM "RequestDimension" WHERE "workspaceId" = $1`, [
    workspaceId,
  ]);
  expect(rows).toEqual([]);
});

test("rows from before the log had a database of its own expire in the main one", async () => {
  await pool.query(
    `INSERT INTO "RequestDimension" VALUES ('old', 1, 'a', 'k', 'GET', '', '', 200, '', '', '192.0.2.1')`,
  );
  await pool.query(`SELECT setval('"RequestDimension_id_seq"', 1)`);
  await expect
    .poll(() =>
      logStore.deleteExpired([{ workspaceId: "old", keptFrom: new Date() }], new AbortController().signal),
    )
    .toBe(true);
  expect(await countLogRows()).toEqual({ main: 0, log: expect.any(Number) });
});

async function countLogRows(): Promise<{ main: number; log: number }> {
  const text = `SELECT (SELECT count(*) FROM "RequestLog")::int + (SELECT count(*) FROM "RequestDimension")::int
    + (SELECT count(*) FROM "RequestRollup")::int AS "rows"`;
  const [main, log] = await Promise.all([pool.query(text), logDatabase.query(text)]);
  return { main: main.rows[0].rows, log: log.rows[0].rows };
}
