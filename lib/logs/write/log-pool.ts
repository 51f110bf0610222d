import "server-only";
import type { Pool } from "pg";
import { createPool } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/**
 * A connection that no slow handler occupies. A statement whose answer does not come is given up, and tried again: by
 * the server first, where each try that waits for a lock would else go on, and hold a connection of its own.
 */
export const logPool: Pool = singleton("log pool", () =>
  createPool({ max: 1, statement_timeout: 8 * second, query_timeout: 10 * second, allowExitOnIdle: true }),
);
