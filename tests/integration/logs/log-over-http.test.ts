import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { storeCalls } from "@/lib/logs/store";
import { second } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { cookieOf } from "@/tests/support/factories/session";
import { storedCall } from "@/tests/support/factories/stored-call";
import { readEvents } from "@/tests/support/servers/event-stream";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** The paths of a session, through the front door and Next. */
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { id: applicationId } = await createApplicationIn({ workspaceId, personId: owner.personId });
  const headers = { cookie: await cookieOf(owner), "accept-encoding": "gzip" };
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}/api/logs${path}${path.includes("?") ? "&" : "?"}workspace=${slug}`, {
      headers,
      ...init,
    });
  const member = { workspaceId, personId: owner.personId };
  return { at: { workspaceId, applicationId }, member, get };
}

/** More than all buffers between the database and a reader hold. */
async function fillLog(at: { workspaceId: string; applicationId: string }) {
  const body = "x".repeat(2_000);
  for (let batch = 0; batch < 40; batch += 1)
    await storeCalls(Array.from({ length: 500 }, () => storedCall(at, { requestBody: body })));
}

test("each path answers JSON where it refuses, and what is not there is not there", async () => {
  const { get } = await createWorld();
  for (const [path, status] of [
    ["?format=xml", 400],
    ["/live?x=1", 400],
    ["/live/x", 404],
    ["/x", 404],
  ] as const) {
    const response = await get(path);
    expect(response.status, path).toBe(status);
    expect((await response.json()).meta.status, path).toBe(status);
  }
  for (const path of ["", "/live"]) expect((await get(path, { headers: {} })).status).toBe(401);
  for (const path of ["", "/live"]) expect((await get(path, { method: "POST" })).status).toBe(405);
});

test("an export stops reading when its reader goes away, and has every call when it stays", async () => {
  const { at, get } = await createWorld();
  await fillLog(at);
  const atFirst = await countReads();
  const leaving = new AbortController();
  const cut = await get("?format=ndjson", { signal: leaving.signal });
  await cut.body?.getReader().read();
  leaving.abort();
  const afterCut = await countReads();
  const text = await (await get("?format=ndjson")).text();
  expect(text.match(/\n/g)).toHaveLength(20_000);
  const afterWhole = await countReads();
  expect(afterCut - atFirst).toBeLessThan((afterWhole - afterCut) / 2);
});

/** Rows of the log that were read so far, once no more are: PostgreSQL tells it with a second's delay. */
async function countReads(): Promise<number> {
  const count = async () => {
    const { rows } = await pool.query<{ reads: number }>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS reads FROM pg_stat_user_tables WHERE relname LIKE 'RequestLog_%'`,
    );
    return rows[0]?.reads ?? 0;
  };
  let reads = await count();
  await expect
    .poll(async () => {
      const before = reads;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      reads = await count();
      return reads === before;
    })
    .toBe(true);
  return reads;
}

test("an export that its reader may not have any more breaks off, and is no failure of the server's", async () => {
  const { at, member, get } = await createWorld();
  await fillLog(at);
  const response = await get("?format=ndjson");
  const reader = response.body?.getReader();
  await reader?.read();
  const before = server.output();
  await prisma.membership.deleteMany({ where: member });
  const readOn = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(readOn()).rejects.toThrow();
  expect((await get("?format=ndjson")).status).toBe(404);
  expect(server.output()).toBe(before);
});

test("a place is free again once its reader has left, whenever that was", async () => {
  const { at, get } = await createWorld();
  await fillLog(at);
  for (const milliseconds of [0, 5, 10, 20, 40, 80]) {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), milliseconds);
    await get("?format=ndjson", { signal: leaving.signal }).catch(() => undefined);
    await get("?format=ndjson", { method: "HEAD" });
  }
  const staying = new AbortController();
  const open = async () => (await get("?format=ndjson", { signal: staying.signal })).status;
  await expect.poll(open).toBe(200);
  await expect.poll(open).toBe(200);
  expect(await open()).toBe(429);
  staying.abort();
});

test("streams that are open do not hold up a server that is told to stop", async () => {
  const { at, get } = await createWorld();
  const response = await get("/live");
  expect(response.headers.get("content-encoding")).toBeNull();
  const events = readEvents(response);
  await events.next();
  await storeCalls([storedCall(at)]);
  await events.next();
  const toldAt = performance.now();
  const stopped = server.stop();
  for await (const event of events) expect(event.name).not.toBe("gone");
  expect(await stopped).toBe(0);
  expect(performance.now() - toldAt).toBeLessThan(5 * second);
});
