import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { type Contender, startContender } from "./contender";
import { deleteComputations, environment, seedDemo } from "./demo-data";
import { getRatios, measure, median, type Rates, type Sent } from "./measure";

/**
 * Messages of Segment's libraries in batches, against the same events in `POST /api/track` one by one. Both are answered
 * after their commit is on disk. One server, in turns.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 7);
const secondsPerTurn = 4;
const connectionCounts = [1, 16];
const messagesPerBatch = 100;
/** Batches of different messages, each of other users: concurrent batches would wait for the users that they share. */
const batches = 50;
const maxUsers = batches * messagesPerBatch;

export async function benchIngestion(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  try {
    await migrate(postgres.url);
    const load = await withProgress("Seeding", () => prepareLoad(postgres.url));
    const product = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const server = await startContender("the application", product.server, {
      ...{ DATABASE_URL: postgres.url, NODE_ENV: "production" },
      ...toEnvironment(product),
      ...environment,
      RATE_LIMIT_PER_MINUTE: "1000000000",
      TRUST_PROXY: "on",
    });
    contenders.push(server);
    const targets = [
      { name: "POST /api/track", url: `${server.url}/api/track`, key: load.key, sent: load.events },
      { name: "tracks", url: `${server.url}/v1/batch`, sent: load.tracks },
      { name: "identifies", url: `${server.url}/v1/batch`, sent: load.identifies },
    ];
    for (const connections of connectionCounts)
      report(connections, await measure(targets, { rounds, secondsPerTurn, connections }));
  } finally {
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepareLoad(databaseUrl: string) {
  const { key, workspaceId, prisma } = await seedDemo(databaseUrl, "TrackData");
  await deleteComputations({ prisma });
  const { createConnector } = await import("@/lib/connectors/mutations");
  const { writeKey } = await createConnector(workspaceId as never, null, {
    ...{ name: "Benchmark", type: "server", domains: [], allowsAnyDomain: false, honorsOptOut: true },
    renamesReservedTraits: false,
  });
  const users = Array.from({ length: maxUsers }, (_, index) => `bench ${index}`);
  const { createId } = await import("@/lib/ids");
  await prisma.user.createMany({
    data: users.map((externalId) => ({ workspaceId, id: createId(), externalId })),
  });
  const definitions = await prisma.eventDefinition.findMany({
    where: { workspaceId },
    select: { name: true },
  });
  const track = (index: number) => ({
    userId: users[index % users.length] ?? "",
    event: definitions[index % definitions.length]?.name ?? "",
    properties: { format: "csv", rows: index },
  });
  const headers = { authorization: `Basic ${btoa(`${writeKey}:`)}` };
  const toBatches = (toMessage: (index: number) => object): Sent[] =>
    Array.from({ length: batches }, (_, batch) => ({
      headers,
      body: createBody((at) => toMessage(batch * messagesPerBatch + at)),
    }));
  return {
    key,
    events: users.map((_, index): Sent => {
      const { userId, event, properties } = track(index);
      const body = { identification: { user: { userId } }, name: event, metadata: properties };
      return { body: JSON.stringify(body) };
    }),
    tracks: toBatches((index) => ({ type: "track", ...track(index) })),
    identifies: toBatches((index) => {
      const { userId } = track(index);
      return { type: "identify", userId, traits: { plan: `plan ${index % 7}`, seats: index } };
    }),
  };
}

const placeholder = "<request>";
let requests = 0;

/** A batch as @segment/analytics-node sends it. Each request has new message ids. */
function createBody(toMessage: (at: number) => object): () => string {
  const batch = Array.from({ length: messagesPerBatch }, (_, at) => ({
    ...toMessage(at),
    timestamp: "2026-11-24T09:30:00.000Z",
    messageId: `node-next-${placeholder}-${at}`,
    integrations: {},
    context: { library: { name: "@segment/analytics-node", version: "3.1.0" } },
    _metadata: { nodeVersion: "22.0.0", jsRuntime: "node" },
  }));
  const parts = JSON.stringify({ batch, sentAt: "2026-11-24T09:30:00.000Z" }).split(placeholder);
  return () => {
    requests += 1;
    return parts.join(String(requests));
  };
}

function report(connections: number, rates: Rates): void {
  console.log(`\n${connections} connections, ${rounds} turns of ${secondsPerTurn} s each, medians\n`);
  const [single = "", ...others] = rates.keys();
  console.log(`  ${single}, one by one: ${format(median(rates.get(single) ?? []))} events/s`);
  for (const name of others) {
    const perSecond = median(rates.get(name) ?? []) * messagesPerBatch;
    const ratio = median(getRatios(rates, name, single)) * messagesPerBatch;
    console.log(
      `  ${name}, ${messagesPerBatch} in a batch: ${format(perSecond)} messages/s, ratio ${ratio.toFixed(1)}`,
    );
  }
}

function format(rate: number): string {
  return Math.round(rate).toLocaleString("en");
}
