import "server-only";
import type { ClientBase } from "pg";
import { logDatabase } from "@/lib/db/log-database";
import { lockNames, transactIn } from "@/lib/db/transact";
import { getIdTime, getMinId } from "@/lib/ids";
import { day } from "@/lib/time";

const daysAhead = 7;

/** One day (UTC) of the log. `attached`: visible. `leaving`: an interrupted DETACH. `detached`: to be dropped. */
export type Partition = { name: string; start: Date; state: "attached" | "leaving" | "detached" };

/** Creates missing partitions for these calls. Several processes may do so at the same time. */
export async function createPartitionsFor(ids: readonly string[]): Promise<void> {
  const days = new Set(ids.map((id) => Math.floor(getIdTime(id).getTime() / day)));
  for (const each of days) await createPartition(new Date(each * day));
}

/** Creates the partitions of today and the next days, so that no write waits for one. */
export async function createPartitionsAhead(): Promise<void> {
  const existing = new Set((await listPartitions(logDatabase)).map(({ name }) => name));
  const today = Math.floor(Date.now() / day);
  const starts = Array.from({ length: daysAhead + 1 }, (_, index) => new Date((today + index) * day));
  for (const start of starts) if (!existing.has(nameOf(start))) await createPartition(start);
}

/** Oldest first. */
export async function listPartitions(client: Pick<ClientBase, "query">): Promise<Partition[]> {
  const { rows } = await client.query<{ name: string; state: Partition["state"] }>(`
    SELECT c."relname" AS "name",
           CASE WHEN i."inhrelid" IS NULL THEN 'detached' WHEN i."inhdetachpending" THEN 'leaving' ELSE 'attached' END AS "state"
    FROM pg_class c
    LEFT JOIN pg_inherits i ON i."inhrelid" = c."oid"
    WHERE c."relnamespace" = (SELECT "relnamespace" FROM pg_class WHERE "oid" = '"RequestLog"'::regclass)
      AND c."relkind" = 'r' AND c."relname" ~ '^RequestLog_[0-9]{8}$'
    ORDER BY 1`);
  return rows.map(({ name, state }) => ({ name, state, start: startOf(name) }));
}

/**
 * Detaches a day and drops it. DETACH … CONCURRENTLY waits for running transactions and blocks none. An interrupted one is
 * finalized by the next run.
 */
export async function dropPartition(client: ClientBase, { name, state }: Partition): Promise<void> {
  if (state !== "detached") {
    const how = state === "leaving" ? "FINALIZE" : "CONCURRENTLY";
    await client.query(`ALTER TABLE "RequestLog" DETACH PARTITION "${name}" ${how}`);
  }
  await client.query(`DROP TABLE "${name}"`);
}

/** ATTACH does not block reads and writes; CREATE TABLE … PARTITION OF would. */
async function createPartition(start: Date): Promise<void> {
  const name = nameOf(start);
  const end = new Date(start.getTime() + day);
  await transactIn(logDatabase, async (client) => {
    await client.query(`SET LOCAL lock_timeout = '5s'`);
    await lockNames(client, ["partitions of RequestLog"]);
    const partitions = await listPartitions(client);
    if (partitions.some((each) => each.name === name && each.state === "attached")) return;
    await client.query(`CREATE TABLE IF NOT EXISTS "${name}" (LIKE "RequestLog" INCLUDING ALL)`);
    await client.query(
      `ALTER TABLE "RequestLog" ATTACH PARTITION "${name}"
       FOR VALUES FROM ('${getMinId(start)}') TO ('${getMinId(end)}')`,
    );
  });
}

function nameOf(start: Date): string {
  return `RequestLog_${start.toISOString().slice(0, 10).replaceAll("-", "")}`;
}

function startOf(name: string): Date {
  const [, year, month, date] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return new Date(`${year}-${month}-${date}T00:00:00Z`);
}
