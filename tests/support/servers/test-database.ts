import { randomUUID } from "node:crypto";
import { afterAll, expect, inject } from "vitest";
import { singleton } from "@/lib/singleton";
import { createDatabase } from "./postgres";

// Runs before each test file is loaded. The files of a process share a migrated database, which their imports find.
process.env.DATABASE_URL = await singleton("test-database", () =>
  createDatabase(inject("postgresUrl"), `test_${randomUUID()}`, "template"),
);

const environment = { ...process.env };

afterAll(async () => {
  const { flushLogs } = await import("@/lib/logs/write/buffer");
  const { websiteCounters } = await import("@/lib/collector/website-counters");
  const { unknownKeyCounter: unknownKeys } = await import("@/lib/logs/rollup/unknown-keys");
  await Promise.all([flushLogs(), websiteCounters.flush(), unknownKeys.flush()]);
  const message =
    "A file that sets environment variables belongs into isolatedDatabaseTests of vitest.config.ts";
  if (!inject("isolated")) expect({ ...process.env }, message).toEqual(environment);
});
