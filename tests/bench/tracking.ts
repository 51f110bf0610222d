import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { migrate } from "@/scripts/migrations";
import { startPostgres } from "@/scripts/postgres";
import { environmentOf, findTestBuild, makeTestBuild } from "@/scripts/production-build";
import { step } from "@/scripts/progress";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { measure, median, ratiosOf } from "./measure";

/**
 * What it costs to track an event that is acknowledged only after its commit, which PostgreSQL writes through to the
 * disk: `POST /api/track` of known users, complete with key check, limit, validation, the users' last sight and log,
 * beside Node's http and pg doing one INSERT. One run, turn by turn.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 7);
const [secondsPerTurn, connections] = [4, 16];

export async function benchTracking(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await step("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const { key, workspaceId, bodies } = await step("Seeding", () => prepareData(postgres.url));
    const product = findTestBuild() ?? (await step("Building the application", makeTestBuild));
    await buildYardstick();
    const env = { DATABASE_URL: postgres.url, BENCH_WORKSPACE_ID: workspaceId, NODE_ENV: "production" };
    contenders.push(
      await startContender("POST /api/track", product.server, {
        ...env,
        ...environmentOf(product),
        ...environment,
        RATE_LIMIT_PER_MINUTE: "1000000000",
      }),
      await startContender("http + pg, one INSERT", "dist/bench-tracking.mjs", env),
    );
    const targets = contenders.map(({ name, url }) => ({ name, url: `${url}/api/track`, key, bodies }));
    report(await measure(targets, { rounds, secondsPerTurn, connections }));
  } finally {
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepareData(databaseUrl: string) {
  const { key, workspaceId, prisma } = await seedDemo(databaseUrl, "TrackData");
  const users = await prisma.user.findMany({ where: { workspaceId }, select: { externalId: true } });
  const events = await prisma.eventDefinition.findMany({
    where: { workspaceId },
    select: { name: true },
  });
  const bodies = users.map(({ externalId }, index) =>
    JSON.stringify({
      identification: { user: { userId: externalId } },
      name: events[index % events.length]?.name,
      metadata: { format: "csv", rows: index },
    }),
  );
  return { key, workspaceId, bodies };
}

async function buildYardstick(): Promise<void> {
  await build({
    entryPoints: { "bench-tracking": "tests/bench/tracking-server.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
}

function report(rates: Map<string, number[]>): void {
  console.log(
    `\nAn event, acknowledged after its commit: ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`,
  );
  for (const [name, each] of rates)
    console.log(`  ${name.padEnd(24)} ${Math.round(median(each)).toLocaleString("en").padStart(8)} events/s`);
  const [ours = "", raw = ""] = rates.keys();
  console.log(`\n  ${ours} / ${raw}: ${median(ratiosOf(rates, ours, raw)).toFixed(2)}`);
}
