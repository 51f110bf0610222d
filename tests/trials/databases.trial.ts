import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { permissionIds } from "@/lib/auth/permissions";
import { createId } from "@/lib/ids";
import { createKey } from "@/lib/keys/secret";
import { runScript } from "@/scripts/command/run-process";
import { startKillablePostgres } from "@/tests/support/servers/killable-postgres";
import { startServer } from "@/tests/support/servers/production-server";
import { startReplicatedPostgres } from "@/tests/support/servers/streaming-replica";
import { defineTrial } from "./support/trial";

const writers = 8;
const readers = 4;

export default defineTrial({
  title:
    "no call fails and no acknowledged write is lost or doubled when log database and replica are killed",
  maxSeconds: 120,
  run: async () => {
    const main = await startReplicatedPostgres();
    const log = await startKillablePostgres();
    const env = { LOG_DATABASE_URL: log.url, DATABASE_REPLICA_URL: main.replicaUrl };
    const migrated = await runScript(["scripts/migrate.ts"], { DATABASE_URL: main.url, ...env });
    if (!migrated.ok) throw new Error(migrated.output);
    const database = await connect(main.url);
    const key = await insertKey(database);
    const server = await startServer({ databaseUrl: main.url, rateLimitPerMinute: 1_000_000_000, env });
    try {
      const load = startLoad(server.url, key);
      await pause(3_000);
      log.kill();
      await pause(3_000);
      await log.restart();
      await pause(2_000);
      main.killReplica();
      await pause(2_000);
      main.startReplica();
      await pause(2_000);
      const { statuses, writes, calls, maxMilliseconds } = await load.stop();
      const rows = await findRows(log.url, calls.size);
      const events = await database.query<{ n: string }>(`SELECT "metadata"->>'n' AS "n" FROM "Event"`);
      const stored = new Map<string, number>();
      for (const { n } of events.rows) stored.set(n, (stored.get(n) ?? 0) + 1);
      const failed = statuses.filter((status) => status >= 300);
      const { status } = (await (await fetch(`${server.url}/api/ready`)).json()).data;
      return [
        { name: "calls", value: calls.size, unit: "", atLeast: 500 },
        { name: "calls that failed", value: failed.length, unit: "", atMost: 0 },
        { name: "longest answer", value: maxMilliseconds, unit: "ms", atMost: 5_000 },
        {
          name: "acknowledged writes that are lost",
          value: countMissing(writes, stored),
          unit: "",
          atMost: 0,
        },
        { name: "writes that are doubled", value: events.rows.length - stored.size, unit: "", atMost: 0 },
        { name: "calls without a row in the log", value: countMissing(calls, rows), unit: "", atMost: 0 },
        { name: "parts away at the end", value: status === "ready" ? 0 : 1, unit: "", atMost: 0 },
      ];
    } finally {
      await server.kill();
      await database.end();
      log.stop();
      main.stop();
    }
  },
});

function startLoad(url: string, key: string) {
  const statuses: number[] = [];
  const writes = new Set<string>();
  const calls = new Set<string>();
  let maxMilliseconds = 0;
  let isStopped = false;
  let number = 0;
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const call = async (path: string, options?: RequestInit) => {
    const startedAt = performance.now();
    const response = await fetch(`${url}/api${path}`, { headers, ...options });
    await response.arrayBuffer();
    maxMilliseconds = Math.max(maxMilliseconds, performance.now() - startedAt);
    statuses.push(response.status);
    calls.add(response.headers.get("x-request-id") ?? "");
    return response.status;
  };
  const write = async () => {
    number += 1;
    const n = String(number);
    const event = { identification: { userId: `u${number % 50}` }, name: "opened", metadata: { n } };
    if ((await call("/track", { method: "POST", body: JSON.stringify(event) })) === 201) writes.add(n);
  };
  const repeat = async (work: () => Promise<unknown>) => {
    while (!isStopped) await work();
  };
  const running = [
    ...Array.from({ length: writers }, () => repeat(write)),
    ...Array.from({ length: readers }, () => repeat(() => call("/users"))),
  ];
  return {
    stop: async () => {
      isStopped = true;
      await Promise.all(running);
      return { statuses, writes, calls, maxMilliseconds };
    },
  };
}

function countMissing(expected: ReadonlySet<string>, found: { has: (item: string) => boolean }): number {
  return [...expected].filter((item) => !found.has(item)).length;
}

/** Waits for the last rows. */
async function findRows(url: string, expected: number): Promise<Set<string>> {
  const client = await connect(url);
  try {
    for (let attempt = 0; ; attempt += 1) {
      const { rows } = await client.query<{ id: string }>(`SELECT "id" FROM "RequestLog"`);
      if (rows.length >= expected || attempt === 50) return new Set(rows.map(({ id }) => id));
      await pause(200);
    }
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

async function insertKey(client: Client): Promise<string> {
  const [workspaceId, applicationId] = [createId(), createId()];
  const { key, hash, hint } = createKey();
  await client.query(`INSERT INTO "Workspace" ("id", "name", "slug") VALUES ($1, 'Trial', 'trial')`, [
    workspaceId,
  ]);
  await client.query(
    `INSERT INTO "Application" ("workspaceId", "id", "name", "foldedName", "permissions") VALUES ($1, $2, 'Trial', 'trial', $3)`,
    [workspaceId, applicationId, permissionIds],
  );
  await client.query(
    `INSERT INTO "ApiKey" ("workspaceId", "id", "applicationId", "hash", "hint") VALUES ($1, $2, $3, $4, $5)`,
    [workspaceId, createId(), applicationId, hash, hint],
  );
  return key;
}
