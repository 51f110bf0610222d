import "server-only";
import { Pool, type PoolConfig } from "pg";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** The pool of connections to PostgreSQL, shared by Prisma and by hand-written SQL. */
export const pool: Pool = singleton("pool", () => createPool({ max: 10 }));

export function createPool(config: PoolConfig): Pool {
  const created = new Pool({
    connectionString: process.env.DATABASE_URL ?? "",
    connectionTimeoutMillis: 5 * second,
    ...config,
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  created.on("error", (error) => console.error(`database: an idle connection broke: ${error.message}`));
  // Nor one that breaks while it is in use: it fails what is asked of it, and whoever gives it back has it thrown away.
  created.on("connect", (client) => client.on("error", () => undefined));
  return created;
}
