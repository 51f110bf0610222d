import "server-only";
import { Pool, type PoolConfig } from "pg";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

/**
 * No statement holds a connection for longer, and none waits longer for somebody else's lock: to whoever asked, the
 * database is away then. A connection whose other end has vanished breaks within half a minute. What may take longer says
 * so (`allowLongStatements`); migrations have a connection of their own.
 */
export const connectionSettings = {
  connectionTimeoutMillis: 5 * second,
  statement_timeout: minute,
  lock_timeout: 10 * second,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10 * second,
  // What the driver reads, whatever the server is set to.
  options: `${process.env.PGOPTIONS ?? ""} -c DateStyle=ISO`,
};

/** The pool of connections to PostgreSQL, shared by Prisma and by hand-written SQL. */
export const pool: Pool = singleton("pool", () => createPool({ max: 10 }));

export function createPool(config: PoolConfig): Pool {
  const created = new Pool({
    connectionString: process.env.DATABASE_URL ?? "",
    ...connectionSettings,
    ...config,
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  created.on("error", (error) =>
    backgroundLogger.warn({ err: error }, "An idle connection to the database broke."),
  );
  // Nor one that breaks while it is in use: it fails what is asked of it, and whoever gives it back has it thrown away.
  created.on("connect", (client) => client.on("error", () => undefined));
  return created;
}
