import { resolve } from "node:path";
import { bundleServer, findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate, migrateLog } from "@/scripts/database/migrations";
import { startKillablePostgres } from "@/tests/support/servers/killable-postgres";
import { startReplicatedPostgres } from "@/tests/support/servers/streaming-replica";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { getRatios, measure, median, type Sent } from "./measure";

/**
 * The cost of the log in the main database and in one of its own, against a server without a log; and lists of contacts
 * from the primary against those from a replica. All servers share the machine, so this shows what a layout costs, not
 * what a second machine brings.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 5);
const secondsPerTurn = 3;
const connections = 16;

const event = { identification: { user: { userId: "20180" } }, name: "report_exported" };
const loads: { path: string; sent?: Sent[] }[] = [
  { path: "/api/segments/users" },
  { path: "/api/users?limit=50" },
  // Last: its events keep the computations of the demo busy.
  { path: "/api/track", sent: [{ body: JSON.stringify(event) }] },
];
const baseline = "without a log";

export async function benchDatabases(): Promise<void> {
  const main = await withProgress("Starting a primary and a replica", startReplicatedPostgres);
  const log = await withProgress("Starting the log's database", startKillablePostgres);
  const contenders: Contender[] = [];
  try {
    await migrate(main.url);
    await migrateLog(log.url);
    const permissions = ["ReadSegments", "TrackData", "ReadContacts"] as const;
    const { key } = await withProgress("Seeding", () => seedDemo(main.url, ...permissions));
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const withoutLog = "dist/bench-without-log.mjs";
    await bundleServer(withoutLog, {
      "@/lib/logs/write/buffer": resolve("tests/bench/no-log.ts"),
      "@/lib/api/record-call": resolve("tests/bench/no-record.ts"),
    });
    const env = {
      ...{ ...toEnvironment(product), ...environment, DATABASE_URL: main.url },
      RATE_LIMIT_PER_MINUTE: "1000000000",
    };
    const separate = { LOG_DATABASE_URL: log.url };
    const replicated = { DATABASE_REPLICA_URL: main.replicaUrl };
    contenders.push(
      await startContender(baseline, withoutLog, { ...env, ...separate }),
      await startContender("one database", product.server, env),
      await startContender("log of its own", product.server, { ...env, ...separate }),
      await startContender("replica", product.server, { ...env, ...replicated }),
    );
    for (const { path, sent } of loads) {
      const targets = contenders.map(({ name, url }) => ({ name, url: url + path, key, sent }));
      const rates = await measure(targets, { rounds, secondsPerTurn, connections });
      console.log(`\n${path}, ${connections} connections, medians of ${rounds} turns of ${secondsPerTurn} s`);
      for (const [name, turns] of rates) {
        const ratio = (other: string) => median(getRatios(rates, name, other)).toFixed(2);
        const figures = `÷ without ${ratio(baseline)}   ÷ one database ${ratio("one database")}`;
        console.log(
          `  ${name.padEnd(18)} ${Math.round(median(turns)).toLocaleString("en").padStart(8)}/s   ${figures}`,
        );
      }
    }
  } finally {
    for (const { stop } of contenders) await stop();
    log.stop();
    main.stop();
  }
}
