import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { bundleCommands, findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { startProbe } from "@/tests/trials/support/latency";
import { readCpuTime, readMemory } from "@/tests/trials/support/process";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { getRatios, measure, median, type Sent, type Target } from "./measure";

/**
 * Two workers and a page process against one process for everything, both under a supervisor; load and PostgreSQL share
 * their cores. Then: calls while pages render, many keys, and memory under load.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 5);
const soakSeconds = Number(process.env.BENCH_SOAK_SECONDS || 300);
const secondsPerTurn = 4;
const manyKeys = 100_000;
/** Of the many, those that calls have. Each is looked up again: the cache lasts 200 ms. */
const usedKeys = 5_000;

const event = JSON.stringify({ identification: { user: { userId: "20180" } }, name: "report_exported" });
const loads: { name: string; path: string; sent?: Sent[] }[] = [
  { name: "GET /api/segments/users", path: "/api/segments/users" },
  { name: "POST /api/track", path: "/api/track", sent: [{ body: event }] },
];

export async function benchWorkers(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  const commands = `dist/bench-${process.pid}`;
  try {
    await migrate(postgres.url);
    const { key, workspaceId } = await withProgress("Seeding", () =>
      seedDemo(postgres.url, "ReadSegments", "TrackData"),
    );
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    await bundleCommands(product, commands);
    const env = {
      ...toEnvironment(product),
      ...environment,
      DATABASE_URL: postgres.url,
      RATE_LIMIT_PER_MINUTE: "1000000000",
      PAGE_LIMIT_PER_MINUTE: "1000000000",
      LOG_LEVEL: "error",
      DRAIN_SECONDS: "0",
    };
    const start = (workers: number) =>
      startContender(`${workers} ${workers === 1 ? "worker" : "workers"}`, `${commands}/start.mjs`, {
        ...env,
        WORKERS: String(workers),
      });
    const [one, two] = [await start(1), await start(2)];
    contenders.push(one, two);
    for (const connections of [16, 64])
      for (const load of loads) await compare(one, two, load, key, connections);
    await measureBesidePages(one, two, key);
    await compareKeys(two, key, await withProgress("Creating keys", () => createKeys(workspaceId, key)));
    await soak(two, key);
  } finally {
    for (const contender of contenders) await contender.stop();
    postgres.stop();
    rmSync(commands, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(
  one: Contender,
  two: Contender,
  { name, path, sent }: (typeof loads)[number],
  key: string,
  connections: number,
): Promise<void> {
  const contenders = [one, two];
  const costs = new Map<string, number[]>(contenders.map((contender) => [contender.name, []]));
  const targets: Target[] = contenders.map(({ name: label, url }) => ({
    name: label,
    url: url + path,
    key,
    sent,
  }));
  const before = new Map(contenders.map((contender) => [contender.name, sumProcessorTime(contender.pid)]));
  const rates = await measure(targets, { rounds, secondsPerTurn, connections }, (label, requests) => {
    const contender = contenders.find((candidate) => candidate.name === label) as Contender;
    const now = sumProcessorTime(contender.pid);
    costs.get(label)?.push(((now - (before.get(label) ?? 0)) * 1_000) / requests);
    before.set(label, now);
  });
  const rate = (label: string) => Math.round(median(rates.get(label) ?? []));
  const cost = (label: string) => Math.round(median((costs.get(label) ?? []).slice(1)));
  console.log(
    `\n${name}, ${connections} connections: ${rate(one.name)} and ${rate(two.name)} calls a second, ` +
      `two ÷ one ${median(getRatios(rates, two.name, one.name)).toFixed(2)}; ` +
      `processor time of all server processes ${cost(one.name)} and ${cost(two.name)} µs a call`,
  );
}

/** The latency of one caller, alone and while four readers request pages that Next renders. */
async function measureBesidePages(one: Contender, two: Contender, key: string): Promise<void> {
  for (const { name, url } of [one, two]) {
    const probe = { url: `${url}/api/segments/users`, headers: { "x-api-key": key }, connections: 1 };
    const percentiles: string[] = [];
    for (const readers of [0, 4]) {
      const pages =
        readers > 0 ? autocannon({ url: `${url}/sign-up?x`, connections: readers, duration: 12 }) : null;
      const stop = await startProbe(probe);
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      const latencies = await stop();
      const rendered = (await pages)?.requests.average;
      percentiles.push(
        `${readers} readers${rendered === undefined ? "" : ` (${Math.round(rendered)} pages a second)`}: ` +
          `p50 ${latencies.percentile(50).toFixed(1)}, p99 ${latencies.percentile(99).toFixed(1)} ms`,
      );
    }
    console.log(`\nGET /api/segments/users with ${name}, ${percentiles.join("; ")}`);
  }
}

/** Adds keys to the application of `key` that were replaced and still work for a day. Returns some of them. */
async function createKeys(workspaceId: string, key: string): Promise<string[]> {
  const { createKey, hashKey } = await import("@/lib/keys/secret");
  const { pool } = await import("@/lib/db/pool");
  const created = Array.from({ length: manyKeys }, () => createKey());
  await pool.query({
    text: `
      INSERT INTO "ApiKey" ("workspaceId", "id", "applicationId", "hash", "hint", "revokedAt")
      SELECT k."workspaceId", 'bench ' || n.i, k."applicationId", decode(n.hash, 'hex'), 'xxxx', now() + interval '1 day'
      FROM "ApiKey" k, unnest($3::text[]) WITH ORDINALITY AS n(hash, i)
      WHERE k."workspaceId" = $1 AND k."hash" = decode($2, 'hex')`,
    values: [workspaceId, hashKey(key), created.map(({ hash }) => hash.toString("hex"))],
  });
  await pool.query('ANALYZE "ApiKey"');
  return created.slice(0, usedKeys).map((one) => one.key);
}

async function compareKeys({ url }: Contender, key: string, keys: string[]): Promise<void> {
  const many = `${manyKeys.toLocaleString("en")} keys`;
  const target = { url: `${url}/api/track`, sent: [{ body: event, headers: { "x-api-key": key } }] };
  const targets: Target[] = [
    { ...target, name: "one key" },
    { ...target, name: many, sent: keys.map((one) => ({ body: event, headers: { "x-api-key": one } })) },
  ];
  const rates = await measure(targets, { rounds, secondsPerTurn, connections: 16 });
  console.log(
    `\nPOST /api/track with ${many} ÷ one key: ${median(getRatios(rates, many, "one key")).toFixed(2)}`,
  );
}

/** Memory of all server processes each tenth of the time. */
async function soak({ url, pid }: Contender, key: string): Promise<void> {
  const figures: number[] = [];
  for (let part = 0; part < 10; part += 1) {
    await autocannon({
      url: `${url}/api/track`,
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/json" },
      body: event,
      connections: 16,
      duration: soakSeconds / 10,
    });
    figures.push(Math.round(listProcesses(pid).reduce((sum, one) => sum + readMemory(one).now, 0)));
  }
  console.log(
    `\nMegabytes of all server processes, each ${soakSeconds / 10} s of load: ${figures.join(", ")}`,
  );
}

/** Milliseconds. */
function sumProcessorTime(supervisor: number): number {
  return listProcesses(supervisor).reduce((sum, pid) => sum + readCpuTime(pid), 0);
}

/** The supervisor and its children, on Linux. */
function listProcesses(supervisor: number): number[] {
  if (process.platform !== "linux") return [supervisor];
  const isChild = (pid: number) => {
    try {
      return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) === supervisor;
    } catch {
      // It has ended.
      return false;
    }
  };
  return [
    supervisor,
    ...readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0 && isChild(pid)),
  ];
}
