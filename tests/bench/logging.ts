import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { migrate } from "@/scripts/migrations";
import { startPostgres } from "@/scripts/postgres";
import { bundleServer, environmentOf, findTestBuild, makeTestBuild } from "@/scripts/production-build";
import { step } from "@/scripts/progress";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { measure, median, ratiosOf, type Sent } from "./measure";

/**
 * What the log costs: the same server with it and without, turn by turn, answering reads, whose rows follow in
 * batches, and writes, which wait for their rows.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 7);
const secondsPerTurn = 4;
const connections = 16;

const event = { identification: { user: { userId: "20180" } }, name: "report_exported" };
const loads: { name: string; path: string; sent?: Sent[] }[] = [
  { name: "GET /api/segments/users", path: "/api/segments/users" },
  { name: "POST /api/track", path: "/api/track", sent: [{ body: JSON.stringify(event) }] },
];

export async function benchLogging(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await step("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const { key } = await step("Seeding", () => seedDemo(postgres.url, "ReadSegments", "TrackData"));
    const product = findTestBuild() ?? (await step("Building the application", makeTestBuild));
    const withoutLog = "dist/bench-without-log.mjs";
    await bundleServer(withoutLog, { "@/lib/logs/buffer": resolve("tests/bench/no-log.ts") });
    const env = {
      ...environmentOf(product),
      ...environment,
      DATABASE_URL: postgres.url,
      RATE_LIMIT_PER_MINUTE: "1000000000",
    };
    contenders.push(
      await startContender("with the log", product.server, env),
      await startContender("without", withoutLog, env),
    );
    for (const { name, path, sent } of loads) {
      const targets = contenders.map(({ name, url }) => ({ name, url: url + path, key, sent }));
      report(name, await measure(targets, { rounds, secondsPerTurn, connections }));
    }
  } finally {
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(name: string, results: Map<string, number[]>): void {
  console.log(
    `\n${name}, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`,
  );
  for (const [contender, rates] of results)
    console.log(
      `  ${contender.padEnd(18)} ${Math.round(median(rates)).toLocaleString("en").padStart(8)} requests/s`,
    );
  // Each turn is compared with its own neighbour: a slow minute of the machine slows both sides of the ratio.
  const ratios = ratiosOf(results, "with the log", "without");
  console.log(`  with / without     ${median(ratios).toFixed(2).padStart(8)}`);
}
