import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { nodeLibraries } from "@/tests/support/factories/node-libraries";
import type { LibraryCall } from "@/tests/support/fixtures/library-calls";
import { countEventNames } from "@/tests/support/matchers/describe-workspace";
import { countLockWaits } from "@/tests/support/matchers/lock-waits";
import { type Fault, openFaultyProxy } from "@/tests/support/servers/faulty-proxy";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

/** Without message ids: each library creates its own, and repeats it. */
const calls: LibraryCall[] = Array.from({ length: 8 }, (_, index) => ({
  type: "track",
  message: { userId: `user-${index % 3}`, event: `event-${index}` },
}));
const everyEventOnce = Object.fromEntries(calls.map((_, index) => [`event-${index}`, 1]));

describe.concurrent.each(nodeLibraries)("$name stores every message exactly once", ({ send }) => {
  it.each<[string, Fault[]]>([
    ["after two answers of 503", [{ status: 503 }, { status: 503 }]],
    ["after an answer of 429", [{ status: 429, headers: { "retry-after": "1" } }]],
    ["when the connection is cut after the commit", ["lost answer"]],
    ["when the answer is lost twice", ["lost answer", "lost answer"]],
  ])("%s", async (_, faults) => {
    const { workspaceId, writeKey } = await createConnectorIn();
    const proxy = await openFaultyProxy(server.url, faults);
    expect(await send({ url: proxy.url, writeKey }, calls)).toEqual([]);
    expect(await countEventNames(workspaceId)).toEqual(everyEventOnce);
    proxy.close();
  });
});

it("stores every message exactly once when the server is killed in the middle of a batch", async () => {
  const killed = await startServer({ databaseUrl: env().DATABASE_URL });
  const sending = await Promise.all(
    nodeLibraries.map(async ({ send }) => {
      const { workspaceId, writeKey } = await createConnectorIn();
      const proxy = await openFaultyProxy(killed.url);
      return { workspaceId, proxy, send: () => send({ url: proxy.url, writeKey }, calls) };
    }),
  );
  const client = await pool.connect();
  // Counts are written last: the effects of each batch wait in its transaction.
  await client.query('BEGIN; LOCK TABLE "ConnectorCount" IN SHARE MODE');
  const deliveries = sending.map(({ send }) => send());
  await expect.poll(countLockWaits).toBeGreaterThanOrEqual(sending.length);
  for (const { proxy } of sending) proxy.redirectTo(server.url);
  await killed.kill();
  await client.query("ROLLBACK");
  client.release();
  const errors = await Promise.all(deliveries);
  expect(errors.flat()).toEqual([]);
  for (const { workspaceId } of sending) expect(await countEventNames(workspaceId)).toEqual(everyEventOnce);
  for (const { proxy } of sending) proxy.close();
});
