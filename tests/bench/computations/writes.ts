import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { createId } from "@/lib/ids";
import { findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { type Contender, startContender } from "@/tests/bench/contender";
import { environment } from "@/tests/bench/demo-data";
import { getRatios, measure, median } from "@/tests/bench/measure";
import { makeManyContacts, many } from "@/tests/support/factories/many-contacts";

const rounds = Number(process.env.BENCH_ROUNDS || 7);
const [secondsPerTurn, connections] = [4, 16];
const [users, events, definitions] = [5_000, 50_000, 100];
const [writesPerSecond, latencySeconds] = [200, Number(process.env.BENCH_SECONDS || 20)];
const newEvent = "joined";

type Workspace = { name: string; id: string; key: string };

/**
 * `POST /track` in a workspace without computations, and in those with 100 segments that do not or do read the event;
 * in turns, each until the last contact is computed. Then the time from the response until the contact is in its
 * segment.
 */
export async function benchComputationWrites(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  let server: Contender | undefined;
  const client = new Client({ connectionString: postgres.url });
  try {
    await migrate(postgres.url);
    await client.connect();
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const workspaces = await withProgress("Creating contacts and segments", () =>
      prepare(postgres.url, client),
    );
    server = await startContender("the server", product.server, {
      ...toEnvironment(product),
      ...environment,
      NODE_ENV: "production",
      DATABASE_URL: postgres.url,
      RATE_LIMIT_PER_MINUTE: "1000000000",
      // Each call may then come from an IP address of its own, which the fair queue does not hold back.
      TRUST_PROXY: "on",
    });
    const url = `${server.url}/api/track`;
    const targets = workspaces.map(({ name, key }) => ({ name, url, key, sent: createCalls() }));
    await waitUntilComputed(client);
    report(await measure(targets, { rounds, secondsPerTurn, connections }, () => waitUntilComputed(client)));
    const reading = workspaces.at(-1);
    if (reading) await reportLatency(url, reading, client);
  } finally {
    await server?.stop();
    await client.end();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(databaseUrl: string, client: Client): Promise<Workspace[]> {
  Object.assign(process.env, environment, { DATABASE_URL: databaseUrl });
  // The modules read the environment when they are loaded.
  const { createApplication } = await import("@/lib/applications/mutations");
  const { logPartitions } = await import("@/lib/logs/retention/partitions");
  const { saveComputation } = await import("@/lib/computations/mutations");
  const { all, eventAtLeast, toForm } = await import("@/tests/support/factories/computations");
  const { pool } = await import("@/lib/db/pool");
  await logPartitions.createAhead();
  const workspaces: Workspace[] = [];
  for (const [name, event] of [
    ["no segments", null],
    ["100 that read other events", "other"],
    ["100 that read this event", many.commonName],
  ] as const) {
    const id = createId();
    await client.query(`INSERT INTO "Workspace" ("id", "name", "slug") VALUES ($1, $2, $3)`, [
      ...[id, name, id.toLowerCase()],
    ]);
    await client.query("SET session_replication_role = replica");
    await makeManyContacts(client, id, { users, events });
    await client.query("RESET session_replication_role");
    const { key } = await createApplication(id as never, null, {
      name: "Benchmark",
      permissions: ["TrackData"],
    });
    const author = { workspaceId: id as never, personId: null };
    for (let index = 0; event !== null && index < definitions; index += 1) {
      // Counts from rare to common, and windows of many lengths.
      const source = event === many.commonName && index === 0 ? newEvent : event;
      const condition = all(eventAtLeast(source, 1 + (index % 20), { range: "lastDays", days: 300 + index }));
      await saveComputation(author, toForm(`Segment ${index}`, { type: "segment", condition }));
    }
    workspaces.push({ name, id, key });
  }
  await pool.end();
  return workspaces;
}

function createCalls() {
  return Array.from({ length: users }, (_, index) => ({
    body: JSON.stringify({
      identification: { user: { userId: String(index) } },
      name: many.commonName,
      metadata: { page: "/reports" },
    }),
  }));
}

async function waitUntilComputed(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT FROM "ComputationQueue")
         OR EXISTS (SELECT FROM "ComputationRun" WHERE "finishedAt" IS NULL) AS "isBusy"`,
    );
    if (!rows[0]?.isBusy) return;
    await sleep(20);
  }
}

function report(rates: Map<string, number[]>): void {
  console.log(
    `\nPOST /track, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians`,
  );
  const [none = ""] = rates.keys();
  for (const [name, each] of rates)
    console.log(
      `  ${name.padEnd(28)} ${Math.round(median(each)).toLocaleString("en").padStart(7)} events/s, ${median(getRatios(rates, name, none)).toFixed(2)} of none`,
    );
}

/** Sends events at a fixed rate, of users who enter a segment by them, and looks for their membership. */
async function reportLatency(url: string, { id, key }: Workspace, client: Client): Promise<void> {
  const answered = new Map<string, number>();
  const delays: number[] = [];
  let [isSending, rejected] = [true, 0];
  const looking = (async () => {
    while (isSending || answered.size > 0) {
      const { rows } = await client.query<{ userId: string }>(
        `SELECT u."externalId" AS "userId" FROM "User" u
         JOIN "SegmentUser" m ON m."workspaceId" = $1 AND m."userId" = u."id"
         JOIN "Computation" c ON c."workspaceId" = $1 AND c."id" = m."segmentId" AND c."name" = 'Segment 0'
         WHERE u."workspaceId" = $1 AND u."externalId" = ANY($2)`,
        [id, [...answered.keys()]],
      );
      for (const { userId } of rows) {
        delays.push(performance.now() - (answered.get(userId) ?? 0));
        answered.delete(userId);
      }
      await sleep(10);
    }
  })();
  const start = performance.now();
  const calls: Promise<void>[] = [];
  for (let index = 0; index < writesPerSecond * latencySeconds; index += 1) {
    await sleep(Math.max(0, start + (index * 1_000) / writesPerSecond - performance.now()));
    const body = JSON.stringify({ identification: { user: { userId: String(index) } }, name: newEvent });
    const headers = {
      ...{ "x-api-key": key, "content-type": "application/json" },
      "x-forwarded-for": `10.1.${index >> 8}.${index & 255}`,
    };
    calls.push(
      fetch(url, { method: "POST", headers, body }).then((response) => {
        if (response.status === 201) answered.set(String(index), performance.now());
        else rejected += 1;
      }),
    );
  }
  await Promise.all(calls);
  isSending = false;
  await looking;
  const sorted = delays.toSorted((one, other) => one - other);
  const percentile = (share: number) =>
    Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
  console.log(
    `\nFrom the response to the membership, ${writesPerSecond} events a second for ${latencySeconds} s, ${definitions} segments:`,
  );
  console.log(
    `  p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, p99 ${percentile(0.99)} ms; ${rejected} calls rejected`,
  );
}
