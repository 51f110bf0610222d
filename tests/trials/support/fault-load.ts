import { Client } from "pg";
import { permissionIds } from "@/lib/auth/permissions";
import { createId } from "@/lib/ids";
import { createKey } from "@/lib/keys/secret";

const writers = 8;
const readers = 4;

/** Tracks events and reads contacts until it is stopped. Each event has a number of its own. */
export function startFaultLoad(url: string, key: string) {
  const statuses: number[] = [];
  let withoutRetryAfter = 0;
  const writes = new Set<string>();
  const calls = new Set<string>();
  let maxMilliseconds = 0;
  let isStopped = false;
  let number = 0;
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const call = async (path: string, options?: RequestInit) => {
    const startedAt = performance.now();
    const response = await fetch(`${url}/api${path}`, { headers, ...options });
    await response.arrayBuffer();
    maxMilliseconds = Math.max(maxMilliseconds, performance.now() - startedAt);
    statuses.push(response.status);
    if (response.status === 503 && !response.headers.has("retry-after")) withoutRetryAfter += 1;
    calls.add(response.headers.get("x-request-id") ?? "");
    return response.status;
  };
  const write = async () => {
    number += 1;
    const n = String(number);
    const event = { identification: { userId: `u${number % 50}` }, name: "opened", metadata: { n } };
    if ((await call("/track", { method: "POST", body: JSON.stringify(event) })) === 201) writes.add(n);
  };
  const repeat = async (work: () => Promise<unknown>) => {
    while (!isStopped) await work();
  };
  const running = [
    ...Array.from({ length: writers }, () => repeat(write)),
    ...Array.from({ length: readers }, () => repeat(() => call("/users"))),
  ];
  return {
    stop: async () => {
      isStopped = true;
      await Promise.all(running);
      return { statuses, withoutRetryAfter, writes, calls, maxMilliseconds };
    },
  };
}

export function countMissing(
  expected: ReadonlySet<string>,
  found: { has: (item: string) => boolean },
): number {
  return [...expected].filter((item) => !found.has(item)).length;
}

/** How often each event is stored, by its number. */
export async function countEvents(client: Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ n: string; count: number }>(
    `SELECT "metadata" ->> 'n' AS "n", count(*)::int AS "count" FROM "Event" GROUP BY 1`,
  );
  return new Map(rows.map(({ n, count }) => [n, count]));
}

export async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

/** Creates a workspace and a key with all permissions. */
export async function insertKey(client: Client): Promise<string> {
  const [workspaceId, applicationId] = [createId(), createId()];
  const { key, hash, hint } = createKey();
  await client.query(`INSERT INTO "Workspace" ("id", "name", "slug") VALUES ($1, 'Trial', 'trial')`, [
    workspaceId,
  ]);
  await client.query(
    `INSERT INTO "Application" ("workspaceId", "id", "name", "foldedName", "permissions") VALUES ($1, $2, 'Trial', 'trial', $3)`,
    [workspaceId, applicationId, permissionIds],
  );
  await client.query(
    `INSERT INTO "ApiKey" ("workspaceId", "id", "applicationId", "hash", "hint") VALUES ($1, $2, $3, $4, $5)`,
    [workspaceId, createId(), applicationId, hash, hint],
  );
  return key;
}
