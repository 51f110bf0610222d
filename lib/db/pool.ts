import "server-only";
import { Pool } from "pg";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** The pool of connections to PostgreSQL, shared by Prisma and by hand-written SQL. */
export const pool: Pool = singleton("pool", () => createPool(10));

/** Connections for the look-up of keys alone, so that it never waits behind the queries of calls that got in. */
export const keyPool: Pool = singleton("key pool", () => createPool(1));

function createPool(max: number): Pool {
  const created = new Pool({
    connectionString: process.env.DATABASE_URL ?? "",
    max,
    connectionTimeoutMillis: 5 * second,
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  created.on("error", (error) => console.error(`database: an idle connection broke: ${error.message}`));
  return created;
}
