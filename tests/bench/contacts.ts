import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { createId } from "@/lib/ids";
import { type Build, findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { CommandError } from "@/scripts/command/run-command";
import { runScript } from "@/scripts/command/run-process";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { many } from "@/tests/support/factories/many-contacts";
import {
  countBlocks,
  countRows,
  listNodes,
  type Plan,
  recordPlans,
} from "@/tests/support/matchers/query-plans";
import { createDatabase } from "@/tests/support/servers/postgres";
import { type Contender, startContender } from "./contender";
import { fillDatabase } from "./fill-database";
import { getRatios, measure, median } from "./measure";

/**
 * Compares a page of 1,000,000 users and 10,000,000 events with the same page of 1,000 and 10,000: the first page and
 * one in the middle of the list. Two production servers answer in turns.
 */
const [few, manyUsers] = [1_000, Number(process.env.BENCH_USERS || 1_000_000)];
const eventsPerUser = 10;
const rounds = Number(process.env.BENCH_ROUNDS || 5);
const [secondsPerTurn, connections, limit] = [2, 16, 20];

const lists = {
  users: "/users",
  "users of a segment": `/users?segmentId=${many.segment}`,
  "users by last change": "/users?updatedSince=2026-01-01T00:00:00Z",
  "events of an account": `/accounts/${many.busyAccount}/events`,
  "its events of one name": `/accounts/${many.busyAccount}/events?name=${many.rareName}`,
};

/** A database of one size and its server. */
type Side = { users: number; databaseUrl: string; server: Contender };

export async function benchContacts(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  // Only reads are measured, so writes need not be durable.
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder, { durable: false }));
  const sides: Side[] = [];
  try {
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const key = await withProgress("Migrating", () => prepareTemplate(postgres.url));
    for (const users of [few, manyUsers]) sides.push(await prepareSide(postgres.url, users, product));
    const pages = await withProgress("Reading to the middle of each list", () => findPages(sides, key));
    const targets = pages.flatMap(({ name, paths }) =>
      sides.map(({ users, server }, side) => ({
        name: toPageName(name, users),
        url: server.url + apiPath(paths[side] ?? ""),
        key,
      })),
    );
    report(await measure(targets, { rounds, secondsPerTurn, connections }), pages);
    await explain(sides, pages, key);
  } finally {
    for (const { server } of sides) await server.stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both databases are copies of this one, so one API key works for both. */
async function prepareTemplate(databaseUrl: string): Promise<string> {
  await migrate(databaseUrl);
  await withClient(databaseUrl, (client) =>
    client.query(`INSERT INTO "Workspace" ("id", "name", "slug") VALUES ($1, 'Benchmark', 'bench')`, [
      createId(),
    ]),
  );
  const create = ["create", "--workspace", "bench", "--name", "Benchmark", "--permissions", "ReadContacts"];
  const { ok, stdout, output } = await runScript(["scripts/keys.ts", ...create], {
    DATABASE_URL: databaseUrl,
  });
  if (!ok) throw new CommandError(output);
  return stdout.trim();
}

async function prepareSide(templateUrl: string, users: number, product: Build): Promise<Side> {
  const template = new URL(templateUrl).pathname.slice(1);
  const databaseUrl = await createDatabase(templateUrl, `bench_${users}`, template);
  const events = users * eventsPerUser;
  await withProgress(`Creating ${count(users)} users and ${count(events)} events`, () =>
    withClient(databaseUrl, (client) => fillDatabase(client, { users, events })),
  );
  const server = await startContender(`the server of ${count(users)} users`, product.server, {
    ...toEnvironment(product),
    ...environment,
    DATABASE_URL: databaseUrl,
  });
  return { users, databaseUrl, server };
}

const environment = {
  NEXTAUTH_SECRET: "x".repeat(32),
  NEXTAUTH_URL: "http://localhost",
  RATE_LIMIT_PER_MINUTE: "1000000000",
};

/** A page of a list, with its path on each side. */
type PageOfList = { name: string; paths: string[] };

async function findPages(sides: Side[], key: string): Promise<PageOfList[]> {
  const found = Object.entries(lists).map(async ([list, path]) => {
    const middles = await Promise.all(sides.map((side) => findMiddle(side, path, key)));
    const first = withQuery(path, `limit=${limit}`);
    return [
      { name: `${list}, first page`, paths: sides.map(() => first) },
      { name: `${list}, middle page`, paths: middles.map((cursor) => `${first}&cursor=${cursor}`) },
    ];
  });
  return (await Promise.all(found)).flat();
}

/** The middle one of all cursors of the list. */
async function findMiddle({ users, server }: Side, path: string, key: string): Promise<string> {
  const page = `${server.url}${apiPath(withQuery(path, `limit=${users > few ? 100 : limit}`))}`;
  const cursors: string[] = [];
  for (let url: string | undefined = page; url; ) {
    const response: Response = await fetch(url, { headers: { "x-api-key": key } });
    const answer: { page: { next: string | null } } = await response.json();
    if (answer.page.next) cursors.push(answer.page.next);
    url = answer.page.next ? `${page}&cursor=${answer.page.next}` : undefined;
  }
  const middle = cursors[Math.floor(cursors.length / 2)];
  if (!middle) throw new CommandError(`There is only one page of ${path}.`);
  return middle;
}

function report(rates: Map<string, number[]>, pages: PageOfList[]): void {
  console.log(
    `\nRequests per second for a page of ${limit}, ${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`,
  );
  console.log(`  ${"".padEnd(36)}${count(few).padStart(10)}${count(manyUsers).padStart(11)} users   ratio`);
  for (const { name } of pages) {
    const [small, large] = [toPageName(name, few), toPageName(name, manyUsers)];
    const figures = [small, large].map((side) =>
      count(Math.round(median(rates.get(side) ?? []))).padStart(10),
    );
    console.log(
      `  ${name.padEnd(36)}${figures.join(" ")}         ${median(getRatios(rates, large, small)).toFixed(2)}`,
    );
  }
}

/** Prints the plan of each page on the larger side. Runs the handlers in this process. */
async function explain(sides: Side[], pages: PageOfList[], key: string): Promise<void> {
  const largest = sides.length - 1;
  Object.assign(process.env, environment, { DATABASE_URL: sides[largest]?.databaseUrl });
  const [{ catalog }, { createApiRouter }, { pool }] = await Promise.all([
    import("@/app/api/catalog"),
    import("@/lib/api/router"),
    import("@/lib/db/pool"),
  ]);
  const plans = recordPlans(pool);
  const answer = createApiRouter(catalog, () => Promise.reject(new CommandError("There is no such page.")));
  console.log(
    `\nHow PostgreSQL finds them among ${count(manyUsers)} users (EXPLAIN (ANALYZE, BUFFERS), in short)`,
  );
  for (const { name, paths } of pages) {
    const request = () =>
      answer(
        new Request(`http://localhost${apiPath(paths[largest] ?? "")}`, { headers: { "x-api-key": key } }),
      );
    // Warms the caches of PostgreSQL and of this process.
    await request();
    plans.length = 0;
    await request();
    const plan = plans.find(({ "Query Text": text }) => text.includes("ORDER BY"));
    if (plan) console.log(`\n  ${name}: ${countBlocks(plan.Plan)} blocks\n${shorten(plan)}`);
  }
}

function shorten({ Plan }: Plan): string {
  return listNodes(Plan)
    .map(({ node, depth }) => {
      const source = node["Index Name"] ?? node["Relation Name"];
      const rows = countRows(node);
      return `    ${"  ".repeat(depth)}${node["Node Type"]}${source ? ` ${source}` : ""}: ${count(rows)} ${rows === 1 ? "row" : "rows"}`;
    })
    .join("\n");
}

async function withClient<Result>(
  databaseUrl: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function toPageName(page: string, users: number): string {
  return `${page} of ${users}`;
}

function withQuery(path: string, query: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

function apiPath(path: string): string {
  return `/api${path}`;
}

function count(number: number): string {
  return number.toLocaleString("en");
}
