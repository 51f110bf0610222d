import { setTimeout as pause } from "node:timers/promises";
import { runScript } from "@/scripts/command/run-process";
import { startKillablePostgres } from "@/tests/support/servers/killable-postgres";
import { startServer } from "@/tests/support/servers/production-server";
import { connect, countEvents, countMissing, insertKey, startFaultLoad } from "./support/fault-load";
import { defineTrial } from "./support/trial";

export default defineTrial({
  title:
    "calls get 503 and Retry-After while PostgreSQL is killed, and no acknowledged write is lost or doubled",
  maxSeconds: 90,
  run: async () => {
    const postgres = await startKillablePostgres();
    const migrated = await runScript(["scripts/migrate.ts"], { DATABASE_URL: postgres.url });
    if (!migrated.ok) throw new Error(migrated.output);
    const setUp = await connect(postgres.url);
    const key = await insertKey(setUp);
    await setUp.end();
    const server = await startServer({ databaseUrl: postgres.url, rateLimitPerMinute: 1_000_000_000 });
    try {
      const load = startFaultLoad(server.url, key);
      for (let kills = 0; kills < 2; kills += 1) {
        await pause(3_000);
        postgres.kill();
        await pause(2_000);
        await postgres.restart();
      }
      await pause(3_000);
      const { statuses, withoutRetryAfter, writes, calls, maxMilliseconds } = await load.stop();
      const client = await connect(postgres.url);
      const stored = await countEvents(client);
      await client.end();
      const rejected = statuses.filter((status) => status === 503);
      const unexpected = statuses.filter((status) => status >= 300 && status !== 503);
      const answeredAgain = statuses.slice(-100).filter((status) => status < 300);
      const doubled = [...stored.values()].filter((count) => count > 1);
      return [
        { name: "calls", value: calls.size, unit: "", atLeast: 500 },
        { name: "calls that got 503", value: rejected.length, unit: "", atLeast: 1 },
        { name: "503 without Retry-After", value: withoutRetryAfter, unit: "", atMost: 0 },
        { name: "calls with another failure", value: unexpected.length, unit: "", atMost: 0 },
        { name: "longest answer", value: maxMilliseconds, unit: "ms", atMost: 12_000 },
        {
          name: "acknowledged writes that are lost",
          value: countMissing(writes, stored),
          unit: "",
          atMost: 0,
        },
        { name: "writes that are doubled", value: doubled.length, unit: "", atMost: 0 },
        { name: "of the last 100 calls, answered", value: answeredAgain.length, unit: "", atLeast: 100 },
      ];
    } finally {
      await server.kill();
      postgres.stop();
    }
  },
});
