import "server-only";
import type { Pool } from "pg";
import { isTransient, isUnavailable } from "@/lib/db/errors";
import { runPipelinedInSteps, type Statement, type TextRows } from "@/lib/db/pipelined-transaction";
import { createPool } from "@/lib/db/pool";
import { retry } from "@/lib/db/retry";
import { backgroundLogger } from "@/lib/logger";
import { clearDimensionCache } from "@/lib/logs/write/dimensions";
import { lastUseBuffer } from "@/lib/logs/write/last-use-buffer";
import { insertStatements, type PreparedRow } from "@/lib/logs/write/store";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";
import type { Outcome, Submission } from "@/lib/writes/grouped-write";

/**
 * One connection for each batch in flight. Statements skip locked contacts; a lock of another row must not delay the
 * calls of other workspaces for long. Each row of a set is found by an index, however small its table is.
 */
const writePool: Pool = singleton("write pool", () =>
  createPool({
    max: 2,
    statement_timeout: 8 * second,
    lock_timeout: second,
    query_timeout: 10 * second,
    allowExitOnIdle: true,
    settings: "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off",
  }),
);

const maxAttempts = 3;

type Indexed = { submission: Submission; index: number };

/**
 * Stores the writes and their rows of the log in one transaction. A write that its statement does not store changes
 * nothing. If the transaction fails, each write needs its own; unless the database is unavailable, where the outcome may
 * be unknown.
 */
export async function commitBatch(batch: readonly Submission[]): Promise<readonly Outcome[]> {
  try {
    return await retry(() => runBatch(batch), { maxAttempts, isRetryable: isTransient });
  } catch (error) {
    if (isUnavailable(error) && !isTimeout(error)) throw error;
    backgroundLogger.warn(
      { err: error, writes: batch.length },
      "A shared transaction failed. Its writes run one by one.",
    );
    if (isForeignKeyViolation(error)) clearDimensionCache();
    return batch.map(() => "alone");
  }
}

async function runBatch(batch: readonly Submission[]): Promise<Outcome[]> {
  const groups = [...groupByStatement(batch).values()];
  const statements: Statement[] = [];
  const positions = groups.map((group) => {
    const { statement } = (group[0] as Indexed).submission;
    const { following = [], ...composed } = statement.compose(group.map(({ submission }) => submission.row));
    return statements.push({ name: statement.name, ...composed }, ...following) - following.length - 1;
  });
  const outcomes = batch.map((): Outcome => "stored");
  let rows: PreparedRow[] = [];
  await runPipelinedInSteps(writePool, statements, (results) => {
    for (const [at, group] of groups.entries())
      markMissed(outcomes, group, results[positions[at] ?? -1] ?? []);
    rows = listLogRows(batch, outcomes);
    return rows.length > 0 ? insertStatements(rows) : [];
  });
  lastUseBuffer.add(rows);
  return outcomes;
}

function groupByStatement(batch: readonly Submission[]): Map<string, Indexed[]> {
  const groups = new Map<string, Indexed[]>();
  for (const [index, submission] of batch.entries()) {
    const { name } = submission.statement;
    const group = groups.get(name);
    if (group) group.push({ submission, index });
    else groups.set(name, [{ submission, index }]);
  }
  return groups;
}

/** The rows of a statement are the writes that it did not store: see `SetStatement`. */
function markMissed(outcomes: Outcome[], group: readonly Indexed[], rows: TextRows): void {
  for (const [position, isLocked] of rows) {
    const missed = group[Number(position) - 1];
    if (missed) outcomes[missed.index] = isLocked === "t" ? "locked" : "alone";
  }
}

/** Durations are measured until the commit is sent. */
function listLogRows(batch: readonly Submission[], outcomes: readonly Outcome[]): PreparedRow[] {
  const now = performance.now();
  return batch.flatMap(({ logged }, index) => {
    if (!logged || outcomes[index] !== "stored") return [];
    logged.row.call.duration = now - logged.startedAt;
    return [logged.row];
  });
}

function isTimeout(error: unknown): boolean {
  return /^(57014|55P03)$/.test(String((error as { code?: unknown }).code));
}

function isForeignKeyViolation(error: unknown): boolean {
  return (error as { code?: unknown }).code === "23503";
}
