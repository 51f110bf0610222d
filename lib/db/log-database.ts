import "server-only";
import type { Pool, QueryConfig, QueryResultRow } from "pg";
import { createPool, pool } from "@/lib/db/pool";
import { readFromReplica } from "@/lib/db/replica";
import { singleton } from "@/lib/singleton";

const { DATABASE_URL = "", LOG_DATABASE_URL = "" } = process.env;

/** True if the request log has a separate database. The main database has the tables in both layouts. */
export const isLogSeparate: boolean = LOG_DATABASE_URL !== "" && LOG_DATABASE_URL !== DATABASE_URL;

export const logDatabaseUrl: string = isLogSeparate ? LOG_DATABASE_URL : DATABASE_URL;

/** For reads and the upkeep of the log. Batches of calls have a connection of their own (lib/logs/write/log-pool.ts). */
export const logDatabase: Pool = isLogSeparate
  ? singleton("log database", () => createPool({ connectionString: LOG_DATABASE_URL, max: 10 }))
  : pool;

/**
 * Reads the log. The statement names tables of the log only: the main database may be another one, and looks up names
 * of applications and keys separately. A log in the main database is read from its replica.
 */
export async function queryLog<Row extends QueryResultRow>(statement: QueryConfig): Promise<Row[]> {
  const { rows } = isLogSeparate
    ? await logDatabase.query<Row>(statement)
    : await readFromReplica((reader) => reader.query<Row>(statement));
  return rows;
}
