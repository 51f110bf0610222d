import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { getQueueState } from "@/lib/computations/engine/queue";
import { isLogSeparate, logDatabase } from "@/lib/db/log-database";
import { pool } from "@/lib/db/pool";
import { isReplicaInUse } from "@/lib/db/replica";
import { env } from "@/lib/env";
import { logPool } from "@/lib/logs/write/log-pool";
import { second } from "@/lib/time";

/** A scrape must not wait for a database that is away. */
const maxWait = second;

type PoolState = { name: string; total: number; idle: number; waiting: number };

export function readPools(): PoolState[] {
  const pools: [string, Pool][] = [["main", pool]];
  if (isLogSeparate) pools.push(["log", logDatabase]);
  pools.push(["log-writes", logPool]);
  return pools.map(([name, { totalCount, idleCount, waitingCount }]) => ({
    name,
    total: totalCount,
    idle: idleCount,
    waiting: waitingCount,
  }));
}

export type DatabaseState = { name: string; isUp: boolean };

/** The replica is up if reads go to it: it can also be too far behind. */
export async function readDatabaseState(): Promise<DatabaseState[]> {
  const databases: [string, Pool][] = [["main", pool]];
  if (isLogSeparate) databases.push(["log", logDatabase]);
  const states = databases.map(async ([name, database]) => ({ name, isUp: await answersInTime(database) }));
  const replica = env().DATABASE_REPLICA_URL ? [{ name: "replica", isUp: isReplicaInUse() }] : [];
  return [...(await Promise.all(states)), ...replica];
}

async function answersInTime(database: Pool): Promise<boolean> {
  return (await waitBriefly(database.query("SELECT 1").then(() => true))) ?? false;
}

type QueueReading = { name: "computations" | "email"; length: number; oldestSeconds: number };

/** Empty for a queue that cannot be read at this moment. */
export async function readQueues(): Promise<QueueReading[]> {
  const [computations, emails] = await Promise.all([
    waitBriefly(getQueueState()),
    waitBriefly(readEmailQueue()),
  ]);
  return [
    ...(computations
      ? [
          {
            name: "computations" as const,
            length: computations.depth,
            oldestSeconds: computations.oldestSeconds,
          },
        ]
      : []),
    ...(emails ? [{ name: "email" as const, ...emails }] : []),
  ];
}

/** An email waits from the time at which its next attempt is due. */
async function readEmailQueue() {
  const { rows } = await pool.query<{ length: number; oldestSeconds: number | null }>({
    name: "read-email-queue",
    text: `
      SELECT count(*)::int AS "length",
             extract(epoch FROM clock_timestamp() - min("nextAttemptAt"))::float8 AS "oldestSeconds"
      FROM "Email" WHERE "nextAttemptAt" IS NOT NULL`,
  });
  return { length: rows[0]?.length ?? 0, oldestSeconds: Math.max(0, rows[0]?.oldestSeconds ?? 0) };
}

async function waitBriefly<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  const answer = reading.catch(() => undefined);
  return Promise.race([answer, pause(maxWait, undefined, { ref: false })]);
}
