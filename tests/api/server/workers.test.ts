import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { setEnabled, setRestrictions } from "@/lib/applications/mutations";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { parseServerLog } from "@/tests/support/matchers/server-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** Two workers and a page process, under one supervisor. The tests follow each other on the same server. */
let server: TestServer;
const clients = 4;
const metricsToken = "token-of-the-metrics-of-workers";

beforeAll(async () => {
  const databaseUrl = env().DATABASE_URL;
  const settings = { DRAIN_SECONDS: "1", TRUST_PROXY: "on", METRICS_TOKEN: metricsToken };
  server = await startServer({ databaseUrl, workers: 2, rateLimitPerMinute: 1_000_000, env: settings });
});
afterAll(async () => {
  if (server && isRunning(server.pid)) await server.stop();
});

it("answers calls in two workers, and pages in a process of their own", async () => {
  expect(
    listReady()
      .map(({ role }) => role)
      .toSorted(),
  ).toEqual(["api", "api", "pages"]);
  const page = await fetch(`${server.url}/sign-up`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Create an account")]);
  const [script] =
    /\/_next\/static\/chunks\/[^"?]+\.js/.exec(await (await fetch(`${server.url}/sign-in`)).text()) ?? [];
  expect((await fetch(server.url + script)).status).toBe(200);
  const session = await fetch(`${server.url}/api/logs`);
  expect([session.status, (await session.json()).meta.status]).toEqual([401, 401]);
});

it("reports the metrics of all processes at any of them, and the queues once", async () => {
  const headers = { authorization: `Bearer ${metricsToken}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const listProcesses = (metric: string) =>
    Array.from(
      text.matchAll(new RegExp(`^${metric}\\{.*process="([^"]+)"`, "gm")),
      ([, name]) => name,
    ).toSorted();
  expect(listProcesses("process_cpu_seconds_total")).toEqual(["api-1", "api-2", "pages"]);
  expect(new Set(listProcesses("api_access_queue_length"))).toEqual(new Set(["pages"]));
});

it("loses and doubles no acknowledged write when a worker is killed, and starts another", async () => {
  const application = await createApplicationIn();
  const load = sendWrites(application);
  await expect.poll(() => load.acknowledged.length).toBeGreaterThan(10);
  const [victim] = listReady().filter(({ role }) => role === "api");
  process.kill(victim?.pid ?? 0, "SIGKILL");
  const before = load.acknowledged.length;
  await expect.poll(() => load.acknowledged.length).toBeGreaterThan(before + 10);
  await expect.poll(() => listReady().length).toBe(4);
  // Revoked while it is used: in both workers, the next call is rejected.
  await setEnabled(application.workspaceId, null, application.id, false);
  load.expectRejections();
  await expect.poll(() => load.rejected).toBeGreaterThan(10);
  await load.stop();
  // Only calls on connections of the killed worker fail.
  expect(load.failures.length).toBeLessThanOrEqual(clients);
  expect(load.statuses).toEqual(new Set([201, 403]));
  expect(load.acceptedLate).toBe(0);
  await expectStoredOnce(application, load.acknowledged);
});

it("leaves no new connection without an end when a worker is killed", async () => {
  await expect.poll(() => listReady().filter(({ pid }) => isRunning(pid)).length).toBe(3);
  const [victim] = listReady().filter(({ role, pid }) => role === "api" && isRunning(pid));
  const open = () =>
    fetch(`${server.url}/api/health`, {
      headers: { connection: "close" },
      signal: AbortSignal.timeout(5_000),
    })
      .then(({ status }) => status)
      .catch((error: Error) => error.name);
  // The connections arrive before the worker ends, and after.
  const outcomes: Promise<number | string>[] = [];
  for (let turn = 0; turn < 40; turn += 1) {
    outcomes.push(open(), open());
    await pause(1);
    if (turn === 20) process.kill(victim?.pid ?? 0, "SIGKILL");
  }
  const ended = await Promise.all(outcomes);
  // A connection that the killed worker had accepted is closed.
  expect(ended.filter((outcome) => outcome !== 200 && outcome !== "TypeError")).toEqual([]);
  expect(ended.filter((outcome) => outcome === 200).length).toBeGreaterThan(60);
  await expect.poll(() => listReady().filter(({ pid }) => isRunning(pid)).length).toBe(3);
});

it("counts the calls of an application in all workers together", async () => {
  const application = await createApplicationIn();
  const { workspaceId, personId, id, key } = application;
  await setRestrictions(workspaceId, personId, id, { callsPerMinute: 10 });
  const call = callOverHttp(server.url);
  const calls = Array.from({ length: 30 }, () =>
    call("/validate", { key, headers: { connection: "close" } }),
  );
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});

it("drops no call and no page on SIGHUP, which replaces each process", { timeout: 60_000 }, async () => {
  const application = await createApplicationIn();
  const load = sendWrites(application);
  const pages: (number | null)[] = [];
  let isStopped = false;
  const reader = (async () => {
    while (!isStopped) {
      const response = await fetch(`${server.url}/sign-in?x`).catch(() => null);
      await response?.text();
      pages.push(response?.status ?? null);
      await pause(100);
    }
  })();
  await expect.poll(() => load.acknowledged.length).toBeGreaterThan(10);
  const before = listReady().length;
  process.kill(server.pid, "SIGHUP");
  // One after the other.
  for (const count of [1, 2, 3]) await expect.poll(() => listReady().length).toBe(before + count);
  const former = listReady().slice(0, before);
  // Idle connections are kept for DRAIN_SECONDS.
  await expect.poll(() => former.filter(({ pid }) => isRunning(pid))).toEqual([]);
  isStopped = true;
  await Promise.all([load.stop(), reader]);
  expect(load.failures).toEqual([]);
  expect(load.statuses).toEqual(new Set([201]));
  expect(new Set(pages)).toEqual(new Set([200]));
});

it("answers and logs open calls on SIGTERM, and ends all processes", async () => {
  const application = await createApplicationIn();
  const load = sendWrites(application);
  await expect.poll(() => load.acknowledged.length).toBeGreaterThan(10);
  const stopping = server.stop();
  await expect.poll(async () => (await fetch(`${server.url}/api/ready`).catch(() => null))?.status).toBe(503);
  expect(await stopping).toBe(0);
  await load.stop();
  expect(load.statuses).toEqual(new Set([201]));
  await expectStoredOnce(application, load.acknowledged);
  expect((await readLog(application.workspaceId)).length).toBe(load.acknowledged.length);
  expect(listReady().filter(({ pid }) => isRunning(pid))).toEqual([]);
});

/** Clients that track one event after the other. Each event has a number. */
function sendWrites({ key }: TestApplication) {
  const call = callOverHttp(server.url);
  const load = {
    acknowledged: [] as number[],
    statuses: new Set<number>(),
    failures: [] as unknown[],
    rejected: 0,
    /** Accepted calls that were sent after `expectRejections`. */
    acceptedLate: 0,
    expectRejections: () => {
      revokedAt = performance.now();
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(running);
    },
  };
  let isStopped = false;
  let revokedAt = Number.POSITIVE_INFINITY;
  let sent = 0;
  const track = async (index: number) => {
    sent += 1;
    const n = sent;
    const sentAt = performance.now();
    const identification = { user: { userId: String(index) } };
    const body = JSON.stringify({ identification, name: "report_exported", metadata: { n } });
    const response = await call("/track", { method: "POST", key, body });
    await response.text();
    load.statuses.add(response.status);
    if (response.status !== 201) load.rejected += 1;
    else load.acknowledged.push(n);
    if (response.status === 201 && sentAt > revokedAt) load.acceptedLate += 1;
  };
  const running = Array.from({ length: clients }, async (_, index) => {
    while (!isStopped) {
      await track(index).catch((error) => load.failures.push(error));
      // Leaves time for the start of another process.
      await pause(20);
    }
  });
  onTestFinished(load.stop);
  return load;
}

async function expectStoredOnce({ workspaceId }: TestApplication, acknowledged: number[]): Promise<void> {
  const { rows } = await pool.query<{ n: number; count: number }>(
    `SELECT ("metadata" ->> 'n')::int AS "n", count(*)::int FROM "Event" WHERE "workspaceId" = $1 GROUP BY 1`,
    [workspaceId],
  );
  expect(rows.filter(({ count }) => count > 1)).toEqual([]);
  const stored = new Set(rows.map(({ n }) => n));
  expect(acknowledged.filter((n) => !stored.has(n))).toEqual([]);
}

/** Each process that began to accept requests, oldest first. */
function listReady(): { pid: number; role: string }[] {
  return parseServerLog(server.output())
    .filter(({ msg }) => msg === "A process of the server accepts requests.")
    .map(({ pid, role }) => ({ pid: Number(pid), role: String(role) }));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
