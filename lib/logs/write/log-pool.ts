import "server-only";
import type { Pool } from "pg";
import { logDatabaseUrl } from "@/lib/db/log-database";
import { createPool } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/**
 * One connection for the log alone: slow handlers cannot occupy it. The server's timeout is the shorter one, or each retry
 * of a statement that waits for a lock would hold another connection.
 */
export const logPool: Pool = singleton("log pool", () =>
  createPool({
    connectionString: logDatabaseUrl,
    max: 1,
    statement_timeout: 8 * second,
    query_timeout: 10 * second,
    allowExitOnIdle: true,
  }),
);
