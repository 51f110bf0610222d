import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { type Contender, startContender } from "./contender";
import { environment } from "./demo-data";
import { getRatios, measure, median, type Sent } from "./measure";

/** A write endpoint and its request. */
export type Write = { path: string; key?: string; workspaceId: string; sent: Sent[] };

const rounds = Number(process.env.BENCH_ROUNDS || 7);
const secondsPerTurn = 4;
const connectionCounts = [16, 64];

/**
 * Compares writes, which are answered only after their commit is on disk, with Node's http and pg doing one INSERT
 * for the same request. One run, in turns.
 */
export async function compareWithInsert(
  name: string,
  prepare: (databaseUrl: string) => Promise<Write>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const { path, workspaceId, ...load } = await withProgress("Seeding", () => prepare(postgres.url));
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    await buildYardstick();
    const env = { DATABASE_URL: postgres.url, BENCH_WORKSPACE_ID: workspaceId, NODE_ENV: "production" };
    contenders.push(
      await startContender(name, product.server, {
        ...env,
        ...toEnvironment(product),
        ...environment,
        RATE_LIMIT_PER_MINUTE: "1000000000",
        TRUST_PROXY: "on",
      }),
      await startContender("http + pg, one INSERT", "dist/bench-insert.mjs", env),
    );
    const targets = contenders.map(({ name, url }) => ({ name, url: url + path, ...load }));
    for (const connections of connectionCounts)
      report(connections, await measure(targets, { rounds, secondsPerTurn, connections }));
  } finally {
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildYardstick(): Promise<void> {
  await build({
    entryPoints: { "bench-insert": "tests/bench/insert-server.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
}

function report(connections: number, rates: Map<string, number[]>): void {
  console.log(
    `\nA write, acknowledged after its commit: ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`,
  );
  for (const [name, each] of rates)
    console.log(`  ${name.padEnd(24)} ${Math.round(median(each)).toLocaleString("en").padStart(8)} writes/s`);
  const [ours = "", raw = ""] = rates.keys();
  console.log(`\n  ${ours} / ${raw}: ${median(getRatios(rates, ours, raw)).toFixed(2)}`);
}
