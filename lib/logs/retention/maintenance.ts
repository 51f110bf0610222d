import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Retention } from "@/lib/db/day-expiry";
import { pool } from "@/lib/db/pool";
import { backgroundLogger } from "@/lib/logger";
import { retentionStartSql } from "@/lib/logs/read/queries";
import { logStore } from "@/lib/logs/store/postgres-store";
import { hour, second } from "@/lib/time";

/**
 * Prepares the storage of the next days and deletes expired rows: shortly after the start and about every hour. One process
 * works at a time. `stop` resolves within a few seconds.
 */
export function startLogMaintenance(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const ended = runMaintenance(stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

async function runMaintenance(signal: AbortSignal): Promise<void> {
  await attempt(logStore.prepareDays);
  // Jitter for processes that start together.
  let wait = (10 + 20 * Math.random()) * second;
  while (await pause(wait, signal)) {
    await attempt(logStore.prepareDays);
    await attempt(() => deleteExpiredLogs(signal));
    wait = (0.9 + 0.2 * Math.random()) * hour;
  }
}

/** Deletes rows past their retention. Returns false if another process does it. */
export async function deleteExpiredLogs(signal: AbortSignal): Promise<boolean> {
  const { rows } = await pool.query<Retention>(
    `SELECT w."id" AS "workspaceId", ${retentionStartSql} AS "keptFrom" FROM "Workspace" w`,
  );
  await attempt(deleteUnknownKeys);
  return logStore.deleteExpired(rows, signal);
}

/** The screens show 24 hours. */
async function deleteUnknownKeys(): Promise<void> {
  await pool.query(`DELETE FROM "UnknownKeyCount" WHERE "bucketStart" < now() - interval '48 hours'`);
}

/** Logs errors: the next run retries in an hour. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    backgroundLogger.error({ err: error }, "A maintenance task of the request log failed.");
  }
}

/** Returns false when stopped. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
