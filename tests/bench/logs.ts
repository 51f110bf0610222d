import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Pool } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getIdTime, getMinId } from "@/lib/ids";
import { timeRanges } from "@/lib/logs/schema";
import { day } from "@/lib/time";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { makeManyCalls, workspaceAt } from "@/tests/support/factories/many-calls";
import { environment } from "./demo-data";
import { listPlain, makePlainLog, summarizePlain } from "./plain-log";

/**
 * The queries of the log's screens in the largest of 20 workspaces, which has half of 10,000,000 calls of 30 days,
 * compared with the same calls in one plain table.
 */
const amount = { calls: Number(process.env.BENCH_ROWS || 10_000_000), days: 30, workspaces: 20 };
const runs = Number(process.env.BENCH_RUNS || 40);
/** Slow queries run fewer times. */
const [minRuns, maxMs] = [5, 15_000];

type Question = { name: string; ours: () => Promise<unknown>; plain: () => Promise<unknown> };

export function benchLogs(): Promise<void> {
  return withManyCalls(askQuestions);
}

/** BENCH_DATABASE_URL keeps the calls for the next run. An empty database is filled. */
export async function withManyCalls(bench: (pool: Pool) => Promise<void>): Promise<void> {
  const databaseUrl = process.env.BENCH_DATABASE_URL;
  if (databaseUrl) return benchIn(databaseUrl, bench);
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  // Only reads are measured, so writes need not be durable.
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder, { durable: false }));
  try {
    await benchIn(postgres.url, bench);
  } finally {
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchIn(databaseUrl: string, bench: (pool: Pool) => Promise<void>): Promise<void> {
  await withProgress("Migrating", () => migrate(databaseUrl));
  await fill(databaseUrl);
  Object.assign(process.env, environment, { DATABASE_URL: databaseUrl });
  const { pool } = await import("@/lib/db/pool");
  try {
    await bench(pool);
  } finally {
    await pool.end();
  }
}

async function askQuestions(pool: Pool): Promise<void> {
  const questions = await writeQuestions(pool);
  console.log(
    `\np95 in milliseconds of ${runs} runs, turn by turn, in the workspace with half of ${amount.calls.toLocaleString("en")} calls\n`,
  );
  console.log(`  ${"".padEnd(52)}${"ours".padStart(9)}${"plain table".padStart(14)}`);
  for (const { name, ours, plain } of questions) {
    const figures = (await measure([ours, plain])).map((times) => percentile95(times).toFixed(1));
    console.log(`  ${name.padEnd(52)}${figures[0]?.padStart(9)}${figures[1]?.padStart(14)}`);
  }
}

async function fill(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT FROM "Workspace" LIMIT 1`);
    if (rows.length > 0) return;
    await client.query(
      "SET session_replication_role = replica; SET maintenance_work_mem = '512MB'; SET work_mem = '512MB'",
    );
    await withProgress(`Making ${amount.calls.toLocaleString("en")} calls`, () =>
      makeManyCalls(client, new Date(), amount),
    );
    await withProgress("Making the plain table", () => makePlainLog(client));
    await withProgress("Tidying up", async () => {
      await client.query("VACUUM (FREEZE, ANALYZE)");
      await client.query("CHECKPOINT");
    });
  } finally {
    await client.end();
  }
}

async function writeQuestions(pool: Pool): Promise<Question[]> {
  // The modules read the environment when they are loaded.
  const { listLogs, getLog } = await import("@/lib/logs/read/queries");
  const { summarizeLogs } = await import("@/lib/logs/read/summary");
  const { toBarWidth: barWidthOf } = await import("@/lib/logs/read/histogram");
  const { listErrorGroups } = await import("@/lib/logs/read/error-groups");
  const { countRecentActivity } = await import("@/lib/logs/rollup/recent-activity");
  const workspaceId = workspaceAt(0) as WorkspaceId;
  const some = await pool.query<{ id: string }>(
    `(SELECT "id" FROM "RequestLog" WHERE "workspaceId" = $1 ORDER BY "id" DESC LIMIT 1)
     UNION ALL (SELECT "id" FROM "RequestLog" TABLESAMPLE SYSTEM (0.1) WHERE "workspaceId" = $1 LIMIT 1000)`,
    [workspaceId],
  );
  // The newest call of a kept database is older than this run.
  const now = getIdTime(some.rows[0]?.id ?? "").getTime();
  const randomId = () => some.rows[Math.floor(Math.random() * some.rows.length)]?.id ?? "";
  const randomCursor = () => getMinId(new Date(now - (1 + Math.random() * 28) * day));
  const { rows } = await pool.query<Record<string, string>>({
    text: `
      SELECT d.*, (SELECT sum("calls") FROM "RequestRollup" c WHERE c."workspaceId" = d."workspaceId" AND c."dimensionId" = d."id" AND c."bucketHours" = 24) AS "calls"
      FROM "RequestDimension" d WHERE d."workspaceId" = $1 ORDER BY "calls" DESC NULLS LAST`,
    values: [workspaceId],
  });
  const [often, rare] = [rows[0] ?? {}, rows.findLast(({ calls }) => calls !== null) ?? {}];
  const applicationIds = [...new Set(rows.map(({ applicationId = "" }) => applicationId))].slice(0, 50);
  const filters = [
    ["application", "applicationId"],
    ["key", "apiKeyId"],
    ["method", "method"],
    ["route", "route"],
    ["status", "status"],
    ["client", "client"],
    ["ip", "ipAddress"],
  ] as const;
  const filtered = ([name, column]: (typeof filters)[number], dimension: Record<string, unknown>) => ({
    ours: () => listLogs(workspaceId, { [name]: [String(dimension[column])], before: randomCursor() }),
    plain: () => listPlain(pool, workspaceId, { column, value: dimension[column], before: randomCursor() }),
  });
  return [
    {
      name: "newest page",
      ours: () => listLogs(workspaceId, {}),
      plain: () => listPlain(pool, workspaceId),
    },
    {
      name: "deep page",
      ours: () => listLogs(workspaceId, { before: randomCursor() }),
      plain: () => listPlain(pool, workspaceId, { before: randomCursor() }),
    },
    ...filters.map((filter) => ({
      name: `page by ${filter[0]}, a frequent one`,
      ...filtered(filter, often),
    })),
    ...filters.map((filter) => ({ name: `page by ${filter[0]}, a rare one`, ...filtered(filter, rare) })),
    {
      name: "page by error, a rare one",
      ours: () => listLogs(workspaceId, { error: ["internal"], before: randomCursor() }),
      plain: () =>
        listPlain(pool, workspaceId, { column: "errorCode", value: "internal", before: randomCursor() }),
    },
    {
      name: "page by an IP address that never called",
      ours: () => listLogs(workspaceId, { ip: ["192.0.2.1"] }),
      plain: () => listPlain(pool, workspaceId, { column: "ipAddress", value: "192.0.2.1" }),
    },
    {
      name: "a call by its id",
      ours: () => getLog(workspaceId, randomId()),
      plain: () =>
        pool.query(`SELECT * FROM "PlainLog" WHERE "workspaceId" = $1 AND "id" = $2`, [
          workspaceId,
          randomId(),
        ]),
    },
    ...(["1h", "24h", "7d", "30d"] as const).flatMap((range) => {
      const { milliseconds } = timeRanges[range];
      const from = new Date(now - milliseconds);
      return [{}, { status: ["4xx"] }].map((filter) => ({
        name: `facets, percentiles, histogram of ${range}${"status" in filter ? ", 4xx only" : ""}`,
        ours: () => summarizeLogs(workspaceId, { from, ...filter }),
        plain: () => summarizePlain(pool, workspaceId, from, barWidthOf(milliseconds)),
      }));
    }),
    {
      name: "errors of 30d",
      ours: () => listErrorGroups(workspaceId, { range: "30d" }),
      plain: () =>
        pool.query(
          `SELECT "errorCode", "status", "method", "route", count(*), max("id") FROM "PlainLog"
           WHERE "workspaceId" = $1 AND "status" >= 400 GROUP BY 1, 2, 3, 4`,
          [workspaceId],
        ),
    },
    {
      name: "last 36 hours of each application on a page",
      ours: () => countRecentActivity(workspaceId, applicationIds),
      plain: () =>
        pool.query(
          `SELECT "applicationId", date_trunc('hour', "time"), "status" / 100, count(*) FROM "PlainLog"
           WHERE "workspaceId" = $1 AND "id" >= $2 GROUP BY 1, 2, 3`,
          [workspaceId, getMinId(new Date(now - 1.5 * day))],
        ),
    },
  ];
}

/** Times of both sides, which run in turns. The first run is a warm-up. */
async function measure(sides: (() => Promise<unknown>)[]): Promise<number[][]> {
  const times: number[][] = sides.map(() => []);
  const spent = sides.map(() => 0);
  for (let run = 0; run <= runs; run += 1) {
    for (const [index, ask] of sides.entries()) {
      if (run > minRuns && (spent[index] ?? 0) > maxMs) continue;
      const started = performance.now();
      await ask();
      const took = performance.now() - started;
      spent[index] = (spent[index] ?? 0) + took;
      if (run > 0) times[index]?.push(took);
    }
  }
  return times;
}

export function percentile95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}
