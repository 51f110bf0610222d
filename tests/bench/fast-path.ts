import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { CommandError } from "@/scripts/command/run-command";
import { runNode } from "@/scripts/command/run-process";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { getRatios, measure, median } from "./measure";

/**
 * Throughput of the fast path: `GET /api/segments/users` with key check, rate
 * limit, validation and log, compared with (a) a bare Next.js route handler that returns a constant and (b) Node's http
 * and pg doing the query alone. One run, in turns, so that noise of the machine affects all three alike.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 7);
const secondsPerTurn = 4;
const connections = 16;

export async function benchFastPath(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const { key, workspaceId } = await withProgress("Seeding", () => seedDemo(postgres.url, "ReadSegments"));
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    await withProgress("Building the contenders", buildContenders);
    const env = { DATABASE_URL: postgres.url, BENCH_WORKSPACE_ID: workspaceId, NODE_ENV: "production" };
    contenders.push(
      await startContender("fast path", product.server, {
        ...env,
        ...toEnvironment(product),
        ...environment,
        RATE_LIMIT_PER_MINUTE: "1000000000",
      }),
      await startContender("(a) bare Next.js", "dist/bench-next.mjs", env),
      await startContender("(b) http + pg", "dist/bench-raw.mjs", env),
    );
    const targets = contenders.map(({ name, url }) => ({ name, url: `${url}/api/segments/users`, key }));
    report(await measure(targets, { rounds, secondsPerTurn, connections }));
  } finally {
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildContenders(): Promise<void> {
  const { ok, output } = await runNode(
    ["node_modules/next/dist/bin/next", "build", "tests/bench/bare-next"],
    {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
  );
  if (!ok) throw new CommandError(output);
  await build({
    entryPoints: { "bench-next": "tests/bench/next-server.ts", "bench-raw": "tests/bench/raw-server.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
}

function report(results: Map<string, number[]>): void {
  const medians = new Map([...results].map(([name, rates]) => [name, median(rates)]));
  const [ours = Number.NaN, ...others] = medians.values();
  console.log(
    `\nGET /api/segments/users, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`,
  );
  for (const [name, rate] of medians)
    console.log(`  ${name.padEnd(18)} ${Math.round(rate).toLocaleString("en").padStart(8)} requests/s`);
  const names = [...medians.keys()].slice(1);
  console.log("");
  // Adjacent turns are compared: a slow minute of the machine slows both sides of the ratio.
  for (const [index, name] of names.entries()) {
    const ratios = getRatios(results, "fast path", name);
    console.log(
      `  fast path / ${name.padEnd(18)} ${median(ratios).toFixed(2)}  (medians: ${(ours / (others[index] ?? Number.NaN)).toFixed(2)})`,
    );
  }
}
