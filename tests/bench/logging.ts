import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleServer, findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { type Contender, startContender } from "./contender";
import { deleteComputations, environment, seedDemo } from "./demo-data";
import { getRatios, measure, median, type Rates, type Sent } from "./measure";

/**
 * The cost of the log: the same server with and without it, in turns, for reads, whose rows are stored later in
 * batches, and writes, which wait for their rows. Measured for this machine, which PostgreSQL and the load generator
 * share, and for the server alone, by its processor time.
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
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const { key } = await withProgress("Seeding", () => seedData(postgres.url));
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const withoutLog = "dist/bench-without-log.mjs";
    await bundleServer(withoutLog, {
      "@/lib/logs/write/buffer": resolve("tests/bench/no-log.ts"),
      "@/lib/api/record-call": resolve("tests/bench/no-record.ts"),
    });
    const env = {
      ...toEnvironment(product),
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
      const work = measureProcessorTime(contenders);
      const rates = await measure(targets, { rounds, secondsPerTurn, connections }, work.afterTurn);
      report(name, rates, work.perSecond);
    }
  } finally {
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function seedData(databaseUrl: string) {
  const seeded = await seedDemo(databaseUrl, "ReadSegments", "TrackData");
  await deleteComputations(seeded);
  return seeded;
}

/** Requests per second of a contender's own processor time, one figure per turn. */
function measureProcessorTime(contenders: readonly Contender[]) {
  const perSecond: Rates = new Map(contenders.map(({ name }) => [name, []]));
  const last = new Map<string, number>();
  const afterTurn = (name: string, requests: number) => {
    const now = contenders.find((contender) => contender.name === name)?.processorSeconds() ?? Number.NaN;
    const before = last.get(name);
    // The first turn is a warm-up: only its end is recorded.
    if (before !== undefined) perSecond.get(name)?.push(requests / (now - before));
    last.set(name, now);
  };
  return { perSecond, afterTurn };
}

function report(name: string, rates: Rates, perSecond: Rates): void {
  console.log(
    `\n${name}, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`,
  );
  for (const contender of rates.keys()) {
    const work = 1_000_000 / median(perSecond.get(contender) ?? []);
    console.log(
      `  ${contender.padEnd(18)} ${Math.round(median(rates.get(contender) ?? []))
        .toLocaleString("en")
        .padStart(8)} requests/s, ${Math.round(work)} µs of the server's processor time each`,
    );
  }
  // Adjacent turns are compared: a slow minute of the machine slows both sides of the ratio.
  const getMedianRatio = (figures: Rates) => median(getRatios(figures, "with the log", "without")).toFixed(2);
  console.log(`  with / without     ${getMedianRatio(rates).padStart(8)} of this machine`);
  console.log(`                     ${getMedianRatio(perSecond).padStart(8)} by the server's processor time`);
}
