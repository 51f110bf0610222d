import "server-only";
import { Pool, type PoolConfig } from "pg";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { minute, second } from "@/lib/time";

/**
 * Bounds how long a statement holds a connection and waits for a lock: the caller gets 503. Keep-alive detects a vanished
 * server within half a minute. `allowLongStatements` lifts the bound; migrations use their own connection.
 */
export const connectionSettings = {
  connectionTimeoutMillis: 5 * second,
  statement_timeout: minute,
  lock_timeout: 10 * second,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10 * second,
  // The driver parses only ISO dates, whatever the server's setting.
  options: `${process.env.PGOPTIONS ?? ""} -c DateStyle=ISO`,
};

/** The pool of connections to PostgreSQL, shared by Prisma and by hand-written SQL. */
export const pool: Pool = singleton("pool", () => createPool({ max: 10 }));

/** `settings` are those of the server for each connection: "-c name=value". */
export function createPool({ settings, ...config }: PoolConfig & { settings?: string }): Pool {
  const created = new Pool({
    connectionString: process.env.DATABASE_URL ?? "",
    ...connectionSettings,
    ...(settings && { options: `${connectionSettings.options} ${settings}` }),
    ...config,
  });
  // Without a listener, an idle connection that breaks would end the process. The next query opens another.
  created.on("error", (error) =>
    backgroundLogger.warn({ err: error }, "An idle connection to the database broke."),
  );
  // The same for a connection in use: its query fails, and releasing it destroys it.
  created.on("connect", (client) => client.on("error", () => undefined));
  return created;
}
