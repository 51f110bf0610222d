import { randomUUID } from "node:crypto";
import { afterAll, inject } from "vitest";
import { createDatabase } from "./postgres";

// Runs before each test file is loaded: the file has a migrated database of its own, and whatever it imports finds it.
process.env.DATABASE_URL = await createDatabase(inject("postgresUrl"), `test_${randomUUID()}`, "template");

afterAll(async () => {
  const { flushLogs } = await import("@/lib/logs/buffer");
  const { tallies } = await import("@/lib/collector/tally");
  const { unknownKeys } = await import("@/lib/logs/unknown-keys");
  const { lookups } = await import("@/lib/db/lookups");
  const { pool } = await import("@/lib/db/pool");
  await Promise.all([flushLogs(), tallies.flush(), unknownKeys.flush()]);
  await Promise.all([pool.end(), lookups.end()]);
});
