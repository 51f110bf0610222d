import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import { backgroundLogger } from "@/lib/logger";
import { second, sleep } from "@/lib/time";
import { computeContacts } from "./compute";
import { findPlan } from "./load-plan";
import { listQueuedWorkspaces, postponeOldest, queueDue, takeQueued } from "./queue";
import { advanceRun } from "./runs";
import { markWorker } from "./worker-lock";

const batchSize = 200;
/** Fewer than a batch: at midnight many contacts are due, and writes must not wait for all of them. */
const dueBatchSize = 100;
/** Between two polls of an idle worker. */
const pollInterval = 200;
/** After an error, such as a database that is down. Doubles with each further one. */
const pauseAfterError = { first: second, longest: 30 * second };

/**
 * Computes queued contacts until it is stopped. Each process runs one; they share the queue. `stop` resolves after the
 * transaction in progress.
 */
export function startComputationWorker(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const ended = work(stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

async function work(signal: AbortSignal): Promise<void> {
  let pause = pauseAfterError.first;
  while (!signal.aborted) {
    try {
      const isBusy = await workOnce(null, signal);
      pause = pauseAfterError.first;
      if (!isBusy) await sleep(pollInterval, signal);
    } catch (error) {
      backgroundLogger.error({ err: error }, "The computation worker failed.");
      await sleep(pause, signal);
      pause = Math.min(2 * pause, pauseAfterError.longest);
    }
  }
}

/**
 * Works until nothing is queued, due or being applied. For the seed, commands and tests; `now` replaces the database's
 * clock.
 */
export async function drain({ now = null }: { now?: number | null } = {}): Promise<void> {
  const signal = new AbortController().signal;
  while ((await workOnce(now, signal)) || (await hasWork(now))) await sleep(5, signal);
}

/** One batch of each workspace, so that a large queue of one does not delay the others. False if there was no work. */
async function workOnce(now: number | null, signal: AbortSignal): Promise<boolean> {
  let isBusy = (await queueDue(now, dueBatchSize)) > 0;
  for (const workspaceId of await listQueuedWorkspaces()) {
    if (signal.aborted) return true;
    isBusy = (await computeQueued(workspaceId, now)) || isBusy;
  }
  if (signal.aborted) return true;
  return (await advanceRun(now)) || isBusy;
}

/** Halves the batch after a failure, until the contact that fails is alone: it waits, and the others go on. */
async function computeQueued(workspaceId: WorkspaceId, now: number | null): Promise<boolean> {
  for (let size = batchSize; ; size = Math.floor(size / 2)) {
    try {
      return await computeBatch(workspaceId, size, now);
    } catch (error) {
      if (size > 1) continue;
      await postponeOldest(workspaceId);
      backgroundLogger.error(
        { err: error, workspaceId },
        "Computing a contact failed. It is tried again later.",
      );
      return true;
    }
  }
}

function computeBatch(workspaceId: WorkspaceId, size: number, now: number | null): Promise<boolean> {
  return transact(async (client) => {
    await markWorker(client);
    const queued = await takeQueued(client, workspaceId, size);
    if (queued.length === 0) return false;
    // Users before accounts: the lock order of contacts.
    for (const kind of ["user", "account"] as const) {
      const contacts = queued.filter((row) => row.kind === kind);
      if (contacts.length === 0) continue;
      const plan = await findPlan(workspaceId, kind);
      if (plan) await computeContacts(client, workspaceId, plan, contacts, now);
    }
    return true;
  });
}

async function hasWork(now: number | null): Promise<boolean> {
  const { rows } = await pool.query<{ hasWork: boolean }>({
    text: `
      SELECT EXISTS (SELECT FROM "ComputationQueue" WHERE "retryAt" IS NULL OR "retryAt" <= clock_timestamp())
        OR EXISTS (SELECT FROM "ComputationRun" WHERE "finishedAt" IS NULL AND "failure" IS NULL)
        OR EXISTS (SELECT FROM "ContactState"
                   WHERE "dueAt" <= coalesce(to_timestamp($1::float8 / 1000), statement_timestamp())) AS "hasWork"`,
    values: [now],
  });
  return rows[0]?.hasWork === true;
}
