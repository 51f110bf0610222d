import "server-only";
import type { Pool } from "pg";
import { createPool } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** A connection that no slow handler occupies. A statement whose answer does not come is given up, and tried again. */
export const logPool: Pool = singleton("log pool", () =>
  createPool({ max: 1, query_timeout: 10 * second, allowExitOnIdle: true }),
);
