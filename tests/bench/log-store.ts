import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { createId } from "@/lib/ids";
import type { StoredCall } from "@/lib/logs/write/store";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { storedCall } from "@/tests/support/factories/stored-call";
import { environment } from "./demo-data";
import { median } from "./measure";

const rounds = Number(process.env.BENCH_ROUNDS || 9);
const scale = Number(process.env.BENCH_BATCHES || 30);
const loads = [
  { rows: 1_000, bodyBytes: 200, batches: scale },
  { rows: 50, bodyBytes: 200, batches: 5 * scale },
  { rows: 1, bodyBytes: 200, batches: 20 * scale },
  { rows: 1_000, bodyBytes: 4_096, batches: scale },
];

type Store = (calls: readonly StoredCall[]) => Promise<void>;
/** Milliseconds per batch: processor time of Node.js and of PostgreSQL's backend, and elapsed time. */
type Cost = { node: number; postgres: number; elapsed: number };

/** Stores batches by COPY and by one INSERT from JSON, in turns. Processor time needs Linux. */
export async function benchLogStore(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder, { durable: false }));
  try {
    await migrate(postgres.url);
    Object.assign(process.env, environment, { DATABASE_URL: postgres.url });
    // The modules read the environment when they are loaded.
    const { storeCalls } = await import("@/lib/logs/write/store");
    const { storeCallsAsJson } = await import("./json-store");
    const { logPool } = await import("@/lib/logs/write/log-pool");
    // Creates the partition. The failed attempt before it costs the connection.
    await storeCalls(createBatch(1, 200));
    for (const load of loads) {
      const costs: { copy: Cost[]; json: Cost[] } = { copy: [], json: [] };
      for (let round = 0; round <= rounds; round += 1) {
        const turn = (store: Store) => measureTurn(store, load, logPool);
        const [copy, json] = [await turn(storeCalls), await turn(storeCallsAsJson)];
        // The first round warms up.
        if (round > 0) costs.copy.push(copy);
        if (round > 0) costs.json.push(json);
      }
      report(`${load.rows} rows, bodies of ${load.bodyBytes} bytes`, costs);
    }
    await logPool.end();
  } finally {
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureTurn(store: Store, load: (typeof loads)[number], pool: Pool): Promise<Cost> {
  const batches = Array.from({ length: load.batches }, () => createBatch(load.rows, load.bodyBytes));
  // The pool has one connection. It may have been replaced while the batches were created.
  const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const pid = rows[0]?.pid ?? 0;
  const [node, postgres, elapsed] = [process.cpuUsage(), readCpuMs(pid), performance.now()];
  for (const batch of batches) await store(batch);
  const { user, system } = process.cpuUsage(node);
  return {
    node: (user + system) / 1_000 / load.batches,
    postgres: (readCpuMs(pid) - postgres) / load.batches,
    elapsed: (performance.now() - elapsed) / load.batches,
  };
}

function report(name: string, { copy, json }: { copy: Cost[]; json: Cost[] }): void {
  console.log(`\n${name}: ms a batch, medians of ${copy.length} turns`);
  for (const part of ["node", "postgres", "elapsed"] as const) {
    const [a, b] = [copy, json].map((costs) => median(costs.map((cost) => cost[part])));
    const ratio = median(json.map((cost, turn) => cost[part] / (copy[turn]?.[part] || Number.NaN)));
    console.log(
      `  ${part.padEnd(9)} copy ${a?.toFixed(2)}  json ${b?.toFixed(2)}  json / copy ${ratio.toFixed(2)}`,
    );
  }
}

/** User and system time of a process; a tick is 10 ms. */
function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const world = { workspaceId: createId(), applicationId: createId() };

function createBatch(rows: number, bodyBytes: number): StoredCall[] {
  const item = JSON.stringify({ id: createId(), email: "ada@example.com", properties: { plan: "pro" } });
  const responseBody = `[${Array.from({ length: Math.ceil(bodyBytes / item.length) }, () => item).join()}]`;
  return Array.from({ length: rows }, (_, index) =>
    storedCall(world, {
      responseBody,
      responseBytes: responseBody.length,
      ipAddress: `10.0.0.${index % 50}`,
      duration: 1 + (index % 40),
    }),
  );
}
