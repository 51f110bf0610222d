import "server-only";
import type { Pool, PoolClient, QueryConfig, QueryResultRow } from "pg";
import { createAsyncContext } from "@/lib/async-context";
import { isReadOnly } from "@/lib/db/errors";
import { pool } from "@/lib/db/pool";
import { retry } from "@/lib/db/retry";
import { singleton } from "@/lib/singleton";

const currentClient = singleton("transaction", () => createAsyncContext<PoolClient>());

const maxAttempts = 10;

/**
 * Runs `work` in a transaction, or in the current one. Deadlocks and unique violations are transient, so the whole
 * transaction is retried: `work` must have no effects outside the database.
 */
export async function transact<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const outer = currentClient.find();
  if (outer) return work(outer);
  return transactIn(pool, (client) => currentClient.run(client, () => work(client)));
}

/**
 * Runs `work` in a new transaction whose plans find each row by an index. For statements that write sets of rows: the
 * planner would scan a table that was small when the statement was planned.
 */
export async function transactSets<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  if (currentClient.find()) throw new Error("Sets are written in a transaction of their own.");
  return transactIn(pool, (client) => currentClient.run(client, () => work(client)), planByIndex);
}

const planByIndex =
  "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

/** Runs `work` in a transaction of a database, which is never the current one. `settings`: statements at its start. */
export function transactIn<Result>(
  database: Pool,
  work: (client: PoolClient) => Promise<Result>,
  settings = "",
): Promise<Result> {
  return retryTransaction(() => runTransaction(database, work, settings));
}

/** Runs one statement in the current transaction, or in its own. */
export async function runStatement<Row extends QueryResultRow>(statement: QueryConfig): Promise<Row[]> {
  const outer = currentClient.find();
  const result = outer
    ? await outer.query<Row>(statement)
    : await retryTransaction(() => pool.query<Row>(statement));
  return result.rows;
}

/** Locks names until the end of the transaction. Names are locked in one order, so that callers cannot deadlock. */
export async function lockNames(client: PoolClient, names: readonly string[]): Promise<void> {
  await client.query({
    name: "lock-names",
    text: `
      SELECT pg_advisory_xact_lock("key")
      FROM (SELECT DISTINCT hashtextextended("name", 0) AS "key" FROM unnest($1::text[]) "name" ORDER BY 1) "keys"`,
    values: [names],
  });
}

/** Lifts the statement timeout for this transaction, whose duration grows with the data of one contact. */
export async function allowLongStatements(client: PoolClient): Promise<void> {
  await client.query("SET LOCAL statement_timeout = 0");
}

/** Bounds the statements of this transaction more tightly than the pool does. An expired one answers 503. */
export async function limitStatements(client: PoolClient, milliseconds: number): Promise<void> {
  await client.query(`SET LOCAL statement_timeout = ${milliseconds}`);
}

function retryTransaction<Result>(run: () => Promise<Result>): Promise<Result> {
  return retry(run, { maxAttempts, isRetryable });
}

async function runTransaction<Result>(
  database: Pool,
  work: (client: PoolClient) => Promise<Result>,
  settings: string,
): Promise<Result> {
  const client = await database.connect();
  let broken = false;
  try {
    await client.query(settings === "" ? "BEGIN" : `BEGIN; ${settings}`);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // After a failover a new connection reaches the new primary.
    broken = isReadOnly(error);
    // A connection that cannot roll back is broken.
    await client.query("ROLLBACK").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Transient SQLSTATEs: serialization failure and deadlock, and the unique and foreign key violations of concurrent writes
 * between a read and the write that relies on it.
 */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(40001|40P01|23505|23503)$/.test(String(error.code));
}
