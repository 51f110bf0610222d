import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { PoolClient, QueryConfig, QueryResultRow } from "pg";
import { isReadOnly } from "@/lib/db/errors";
import { pool } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";

const currentClient = singleton("transaction", () => new AsyncLocalStorage<PoolClient>());

/** How often a transaction that met another one is tried. */
const maxAttempts = 10;

/**
 * Runs `work` in one transaction, or within the one that is running already. Where two transactions stood in each
 * other's way and the database gave one of them up, that one runs again from its start: `work` must have no effects
 * outside the database.
 */
export async function transact<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const outer = currentClient.getStore();
  return outer ? work(outer) : retryTransaction(() => runTransaction(work));
}

/** Runs one statement: within the transaction that is running, or as a transaction of its own. */
export async function runStatement<Row extends QueryResultRow>(statement: QueryConfig): Promise<Row[]> {
  const outer = currentClient.getStore();
  const result = outer
    ? await outer.query<Row>(statement)
    : await retryTransaction(() => pool.query<Row>(statement));
  return result.rows;
}

/**
 * Waits until no other transaction holds one of these names, and holds them until this one ends. Everybody takes
 * names in the same order, so that two who wait never wait for each other.
 */
export async function lockNames(client: PoolClient, names: readonly string[]): Promise<void> {
  await client.query({
    name: "lock-names",
    text: `
      SELECT pg_advisory_xact_lock("key")
      FROM (SELECT DISTINCT hashtextextended("name", 0) AS "key" FROM unnest($1::text[]) "name" ORDER BY 1) "keys"`,
    values: [names],
  });
}

/** What follows in this transaction takes as long as there is to do: it grows with the data of one contact. */
export async function allowLongStatements(client: PoolClient): Promise<void> {
  await client.query("SET LOCAL statement_timeout = 0");
}

async function retryTransaction<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === maxAttempts || !isRetryable(error)) throw error;
    }
  }
}

async function runTransaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query("BEGIN");
    const result = await currentClient.run(client, () => work(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // After a failover a new connection reaches the new primary.
    broken = isReadOnly(error);
    // A connection that cannot even roll back is of no use to anybody.
    await client.query("ROLLBACK").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * SQLSTATEs after which the same work may succeed: serialization failure and deadlock; and, between the look at a row
 * and the write that relies on it: unique and foreign key violation.
 */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(40001|40P01|23505|23503)$/.test(String(error.code));
}
