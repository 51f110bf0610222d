import { setTimeout as pause } from "node:timers/promises";
import { runScript } from "@/scripts/command/run-process";
import { startKillablePostgres } from "@/tests/support/servers/killable-postgres";
import { startServer } from "@/tests/support/servers/production-server";
import { startReplicatedPostgres } from "@/tests/support/servers/streaming-replica";
import { connect, countEvents, countMissing, insertKey, startFaultLoad } from "./support/fault-load";
import { defineTrial } from "./support/trial";

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
      const load = startFaultLoad(server.url, key);
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
      const stored = await countEvents(database);
      const doubled = [...stored.values()].filter((count) => count > 1);
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
        { name: "writes that are doubled", value: doubled.length, unit: "", atMost: 0 },
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
