import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { storeCalls } from "@/lib/logs/write/store";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { storedCall } from "@/tests/support/factories/stored-call";
import { type DatabaseProxy, openDatabaseProxy } from "@/tests/support/servers/database-proxy";
import { readEvents } from "@/tests/support/servers/event-stream";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** Session routes, through the fast path and Next. */
let databaseProxy: DatabaseProxy;
let server: TestServer;
beforeAll(async () => {
  databaseProxy = await openDatabaseProxy(env().DATABASE_URL);
  server = await startServer({ databaseUrl: databaseProxy.url });
});
afterAll(async () => {
  await server?.stop();
  databaseProxy?.cut();
});

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { id: applicationId } = await createApplicationIn({ workspaceId, personId: owner.personId });
  const headers = { cookie: await createSessionCookie(owner), "accept-encoding": "gzip" };
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}/api/logs${path}${path.includes("?") ? "&" : "?"}workspace=${slug}`, {
      headers,
      ...init,
    });
  const member = { workspaceId, personId: owner.personId };
  return { at: { workspaceId, applicationId }, member, get };
}

/** More than all buffers between the database and the client hold. */
const many = { calls: 5_000, bodyBytes: 8_000 };

async function fillLog(at: { workspaceId: string; applicationId: string }) {
  const body = "x".repeat(many.bodyBytes);
  for (let batch = 0; batch < many.calls / 500; batch += 1)
    await storeCalls(Array.from({ length: 500 }, () => storedCall(at, { requestBody: body })));
}

test("answers errors as JSON, and unknown paths with 404", async () => {
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

test("stops an export when the client disconnects, and completes it otherwise", async () => {
  const { at, get } = await createWorld();
  await fillLog(at);
  const atFirst = databaseProxy.received();
  const leaving = new AbortController();
  const cut = await get("?format=ndjson", { signal: leaving.signal });
  await cut.body?.getReader().read();
  leaving.abort();
  const text = await (await get("?format=ndjson")).text();
  expect(text.match(/\n/g)).toHaveLength(many.calls);
  // The first export began earlier: had it gone on, it would have read as much as the second one.
  expect(databaseProxy.received() - atFirst).toBeLessThan(1.5 * many.calls * many.bodyBytes);
});

test("breaks the connection when the reader loses access, without logging a server error", async () => {
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

test("frees the slot of a client that disconnected at any time", async () => {
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

test("stops the server despite open streams", async () => {
  const { at, get } = await createWorld();
  const response = await get("/live");
  expect(response.headers.get("content-encoding")).toBeNull();
  const events = readEvents(response);
  await events.next();
  await storeCalls([storedCall(at)]);
  await events.next();
  const stopped = server.stop();
  // A stream that held the server up would be cut after ten seconds: reading it would fail.
  for await (const event of events) expect(event.name).not.toBe("gone");
  expect(await stopped).toBe(0);
});
