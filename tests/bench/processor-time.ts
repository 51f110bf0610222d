import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { Client } from "pg";
import { bundleServer, findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { prepareViews } from "./collector";
import { type Contender, startContender } from "./contender";
import { deleteComputations, environment, type Seeded, seedDemo } from "./demo-data";
import { measure, median, type Target } from "./measure";
import { prepareEvents } from "./tracking";

/**
 * Processor time of a request by process: the server, PostgreSQL and the load generator. Requests per second depend on
 * what else the machine runs; processor time hardly does. Needs Linux.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 12);
const secondsPerTurn = 1;
const connectionCounts = [16, 64];

type Case = { name: string; contender: Contender; target: Omit<Target, "name" | "url"> & { path: string } };
/** Microseconds of processor time, and bytes of write-ahead log. */
type Costs = { server: number; postgres: number; load: number; wal: number };

export async function benchProcessorTime(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const monitor = new Client({ connectionString: postgres.url });
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const seeded = await withProgress("Seeding", () => seedDemo(postgres.url, "ReadSegments", "TrackData"));
    await deleteComputations(seeded);
    const cases = await prepareCases(postgres.url, seeded, contenders);
    await monitor.connect();
    for (const connections of connectionCounts)
      report(connections, await measureCases(cases, connections, monitor));
  } finally {
    for (const { stop } of contenders) await stop();
    await monitor.end();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepareCases(databaseUrl: string, seeded: Seeded, contenders: Contender[]): Promise<Case[]> {
  const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
  const withoutLog = "dist/bench-without-log.mjs";
  await bundleServer(withoutLog, {
    "@/lib/logs/write/buffer": resolve("tests/bench/no-log.ts"),
    "@/lib/api/record-call": resolve("tests/bench/no-record.ts"),
  });
  await build({
    entryPoints: { "bench-raw": "tests/bench/raw-server.ts", "bench-insert": "tests/bench/insert-server.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const env = {
    ...toEnvironment(product),
    ...environment,
    DATABASE_URL: databaseUrl,
    BENCH_WORKSPACE_ID: seeded.workspaceId,
    RATE_LIMIT_PER_MINUTE: "1000000000",
    TRUST_PROXY: "on",
  };
  const programs = [product.server, withoutLog, "dist/bench-raw.mjs", "dist/bench-insert.mjs"];
  for (const program of programs) contenders.push(await startContender(program, program, env));
  const [logged, unlogged, reading, inserting] = contenders as [Contender, Contender, Contender, Contender];
  const read = { path: "/api/segments/users", key: seeded.key };
  const [events, views] = [await prepareEvents(seeded), await prepareViews(seeded)];
  return [
    { name: "read", contender: logged, target: read },
    { name: "read, no log", contender: unlogged, target: read },
    { name: "read, http + pg", contender: reading, target: read },
    { name: "track", contender: logged, target: events },
    { name: "track, no log", contender: unlogged, target: events },
    { name: "track, one INSERT", contender: inserting, target: events },
    { name: "page view", contender: logged, target: views },
    { name: "page view, one INSERT", contender: inserting, target: views },
  ];
}

async function measureCases(
  cases: readonly Case[],
  connections: number,
  monitor: Client,
): Promise<Map<string, Costs[]>> {
  const costs = new Map<string, Costs[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const { name, contender, target } of cases) {
      const { path, ...shared } = target;
      const targets = [{ name, url: contender.url + path, ...shared }];
      let requests = 0;
      const count = (_name: string, answered: number) => {
        requests = answered;
      };
      const before = await takeSample(contender, monitor);
      await measure(targets, { rounds: 0, secondsPerTurn, connections }, count);
      // Rows of reads are stored up to 200 ms later.
      await pause(300);
      const after = await takeSample(contender, monitor);
      // The first round is a warm-up.
      if (round > 0) costs.get(name)?.push(compare(before, after, requests));
    }
  return costs;
}

/** Processor time so far. PostgreSQL's by process: connections open and close. */
type Sample = { server: number; load: number; postgres: Map<number, number>; wal: number };

async function takeSample(contender: Contender, monitor: Client): Promise<Sample> {
  const { rows } = await monitor.query<{ pid: number; wal: string }>(
    `SELECT pg_backend_pid() AS "pid", pg_current_wal_insert_lsn() - '0/0' AS "wal"`,
  );
  const pid = rows[0]?.pid ?? 0;
  const { user, system } = process.cpuUsage();
  return {
    server: contender.processorSeconds() * 1_000_000,
    load: user + system,
    postgres: readServer(pid),
    wal: Number(rows[0]?.wal),
  };
}

/** Microseconds of each process of the same PostgreSQL server. */
function readServer(pid: number): Map<number, number> {
  const parent = readParent(pid);
  const times = new Map<number, number>();
  for (const other of readdirSync("/proc").map(Number)) {
    if (!(other > 0) || other === pid || readParent(other) !== parent) continue;
    times.set(other, Number(readIfRunning(`/proc/${other}/schedstat`).split(" ")[0]) / 1_000);
  }
  return times;
}

function readParent(pid: number): string | undefined {
  return /^PPid:\s+(\d+)/m.exec(readIfRunning(`/proc/${pid}/status`))?.[1];
}

/** Empty if the process has ended. */
function readIfRunning(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function compare(before: Sample, after: Sample, requests: number): Costs {
  let postgres = 0;
  for (const [pid, time] of after.postgres) postgres += time - (before.postgres.get(pid) ?? 0);
  return {
    server: (after.server - before.server) / requests,
    postgres: postgres / requests,
    load: (after.load - before.load) / requests,
    wal: (after.wal - before.wal) / requests,
  };
}

function report(connections: number, costs: ReadonlyMap<string, readonly Costs[]>): void {
  console.log(
    `\nProcessor time of a request in µs, ${connections} connections, medians of ${rounds} turns of ${secondsPerTurn} s\n`,
  );
  const columns = ["server", "postgres", "load", "wal"] as const;
  console.log(`${"".padEnd(24)}${columns.map((column) => column.padStart(10)).join("")}`);
  for (const [name, turns] of costs) {
    const medians = columns.map((column) => median(turns.map((turn) => turn[column])));
    console.log(
      `  ${name.padEnd(22)}${medians.map((value) => Math.round(value).toLocaleString("en").padStart(10)).join("")}`,
    );
  }
}
