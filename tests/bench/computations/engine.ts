import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { createId } from "@/lib/ids";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { environment } from "@/tests/bench/demo-data";
import { fillDatabase } from "@/tests/bench/fill-database";
import { median } from "@/tests/bench/measure";
import { createDatabase } from "@/tests/support/servers/postgres";

const [few, manyUsers] = [1_000, Number(process.env.BENCH_USERS || 1_000_000)];
const eventsPerUser = 10;
const rounds = Number(process.env.BENCH_ROUNDS || 9);
const contactsPerTurn = 1_000;

type Side = {
  users: number;
  child: ChildProcess;
  run: <Result>(task: string, argument?: number) => Promise<Result>;
};
type PreviewFigures = Record<string, { milliseconds: number[]; evaluated: number }>;

/**
 * Compares computing contacts among 1,000,000 users with 10,000,000 events with computing them among 1,000, in turns.
 * Then measures previews of drafts, and applying a segment to all users. PostgreSQL is durable.
 */
export async function benchComputations(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const sides: Side[] = [];
  try {
    await withProgress("Migrating", () => migrate(postgres.url));
    for (const users of [few, manyUsers]) sides.push(await prepareSide(postgres.url, users));
    for (const side of sides) await reportApplying(side);
    await reportComputing(sides);
    for (const side of sides) await reportPreviews(side);
  } finally {
    for (const { child } of sides) child.kill();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepareSide(templateUrl: string, users: number): Promise<Side> {
  const template = new URL(templateUrl).pathname.slice(1);
  const databaseUrl = await createDatabase(templateUrl, `bench_${users}`, template);
  const events = users * eventsPerUser;
  await withProgress(`Creating ${count(users)} users and ${count(events)} events`, async () => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`INSERT INTO "Workspace" ("id", "name", "slug") VALUES ($1, 'Benchmark', 'bench')`, [
      createId(),
    ]);
    await fillDatabase(client, { users, events });
    await client.end();
  });
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=react-server", "tests/bench/computations/side.ts"],
    {
      env: { ...process.env, ...environment, DATABASE_URL: databaseUrl },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  await once(child, "message");
  const run: Side["run"] = async (task, argument) => {
    child.send({ task, argument });
    const [result] = await once(child, "message");
    return result;
  };
  return { users, child, run };
}

async function reportApplying({ users, run }: Side): Promise<void> {
  const milliseconds = await run<number>("apply");
  const perContact = (milliseconds * 1_000) / users;
  console.log(
    `Applying a segment of an event to ${count(users)} users: ${(milliseconds / 1_000).toFixed(1)} s, ${perContact.toFixed(0)} µs each`,
  );
}

async function reportComputing(sides: Side[]): Promise<void> {
  type Costs = { cold: number; warm: number };
  const figures = sides.map((): Costs[] => []);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, { run }] of sides.entries()) {
      const costs = await run<Costs>("compute", contactsPerTurn);
      // The first round warms up.
      if (round > 0) figures[index]?.push(costs);
    }
  const [small = [], large = []] = figures;
  for (const name of ["cold", "warm"] as const) {
    const ratio = median(large.map((costs, turn) => costs[name] / (small[turn]?.[name] ?? Number.NaN)));
    console.log(
      `\nComputing ${count(contactsPerTurn)} queued contacts, caches ${name}, ${rounds} turns, medians`,
    );
    for (const [index, { users }] of sides.entries()) {
      const microseconds = median((figures[index] ?? []).map((costs) => costs[name]));
      console.log(`  among ${count(users).padStart(9)} users ${microseconds.toFixed(0).padStart(6)} µs each`);
    }
    console.log(`  ratio ${ratio.toFixed(2)}`);
  }
}

async function reportPreviews({ users, run }: Side): Promise<void> {
  // The first ones warm up, and count the users.
  await run("preview", 2);
  const figures = await run<PreviewFigures>("preview", 20);
  console.log(`\nFirst answer of a preview among ${count(users)} users, 20 each`);
  for (const [name, { milliseconds, evaluated }] of Object.entries(figures)) {
    const sorted = milliseconds.toSorted((one, other) => one - other);
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
    console.log(
      `  ${name.padEnd(28)} p50 ${median(sorted).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, ${count(evaluated)} users evaluated`,
    );
  }
}

function count(number: number): string {
  return number.toLocaleString("en");
}
