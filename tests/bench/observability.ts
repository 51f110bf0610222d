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
import { getRatios, measure, median, type Rates } from "./measure";

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
    const perSecond: Rates = new Map(contenders.map(({ name }) => [name, []]));
    const last = new Map<string, number>();
    const rates = await measure(targets, { rounds, secondsPerTurn, connections }, (name, requests) => {
      const now = contenders.find((contender) => contender.name === name)?.processorSeconds() ?? Number.NaN;
      const before = last.get(name);
      // The first turn is a warm-up: only its end is recorded.
      if (before !== undefined) perSecond.get(name)?.push(requests / (now - before));
      last.set(name, now);
    });
    console.log(
      `\nGET /api/segments/users, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s, medians\n`,
    );
    for (const { name } of contenders) {
      const ratio = (figures: Rates) => median(getRatios(figures, name, plain)).toFixed(2);
      console.log(
        `  ${name.padEnd(14)} ${ratio(rates)} of the requests, ${ratio(perSecond)} by the server's processor time`,
      );
    }
  } finally {
    for (const { stop } of contenders) await stop();
    receiver.stop();
    await redis.kill();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
