import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { startRedis } from "@/tests/support/servers/redis";
import { startTraceReceiver } from "@/tests/support/servers/trace-receiver";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { getRatios, measure, median } from "./measure";

/**
 * The same server with metrics, with traces of each request, with traces of one of a hundred, and with Redis, against one with
 * none of them, for reads. The receiver of traces shares the cores, too.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 7);
const secondsPerTurn = 3;
const connections = 16;
const plain = "none of them";

export async function benchObservability(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const receiver = await startTraceReceiver();
  const redis = await startRedis();
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const { key } = await withProgress("Seeding", () => seedDemo(postgres.url, "ReadSegments"));
    const build = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const shared = {
      ...toEnvironment(build),
      ...environment,
      DATABASE_URL: postgres.url,
      RATE_LIMIT_PER_MINUTE: "1000000000",
    };
    const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const sampled = {
      ...traces,
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.01",
    };
    const settings: Record<string, Record<string, string>> = {
      [plain]: {},
      metrics: { METRICS_TOKEN: "token-of-the-benchmark" },
      "all traces": traces,
      "1 % of traces": sampled,
      Redis: { REDIS_URL: redis.url },
    };
    for (const [name, env] of Object.entries(settings))
      contenders.push(await startContender(name, build.server, { ...shared, ...env }));
    const targets = contenders.map(({ name, url }) => ({ name, url: `${url}/api/segments/users`, key }));
    const rates = await measure(targets, { rounds, secondsPerTurn, connections });
    console.log(
      `\nGET /api/segments/users, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s, medians\n`,
    );
    for (const { name } of contenders)
      console.log(`  ${name.padEnd(14)} ${median(getRatios(rates, name, plain)).toFixed(2)} of the requests`);
  } finally {
    for (const { stop } of contenders) await stop();
    receiver.stop();
    await redis.kill();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
