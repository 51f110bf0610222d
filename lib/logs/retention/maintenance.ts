import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Retention } from "@/lib/db/day-expiry";
import { pool } from "@/lib/db/pool";
import { deleteExpiredMessages, messagePartitions } from "@/lib/ingestion/retention/mutations";
import { backgroundLogger } from "@/lib/logger";
import { retentionStartSql } from "@/lib/logs/read/queries";
import { logStore } from "@/lib/logs/store/postgres-store";
import { hour, second } from "@/lib/time";

/**
 * Prepares the storage of the next days and deletes expired rows, of the request log and of connectors: shortly after the
 * start and about every hour. One process works at a time. `stop` resolves within a few seconds.
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
  await prepareDays();
  // Jitter for processes that start together.
  let wait = (10 + 20 * Math.random()) * second;
  while (await pause(wait, signal)) {
    await prepareDays();
    await attempt(() => deleteExpiredLogs(signal));
    await attempt(async () => deleteExpiredMessages(await listRetentions(), signal));
    wait = (0.9 + 0.2 * Math.random()) * hour;
  }
}

async function prepareDays(): Promise<void> {
  await attempt(logStore.prepareDays);
  await attempt(() => messagePartitions.createAhead());
}

/** Deletes calls past their retention. Returns false if another process does it. */
export async function deleteExpiredLogs(signal: AbortSignal): Promise<boolean> {
  const retentions = await listRetentions();
  await attempt(deleteUnknownKeys);
  return logStore.deleteExpired(retentions, signal);
}

export async function listRetentions(): Promise<Retention[]> {
  const { rows } = await pool.query<Retention>(
    `SELECT w."id" AS "workspaceId", ${retentionStartSql} AS "keptFrom" FROM "Workspace" w`,
  );
  return rows;
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
    backgroundLogger.error({ err: error }, "A maintenance task of the request log or of connectors failed.");
  }
}

/** Returns false when stopped. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
