import type { TestProject } from "vitest/node";
import { singleton } from "@/lib/singleton";
import { createMigratedDatabase, openTestPostgres } from "./postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection URL of the tests' PostgreSQL, for creating databases: see createDatabase. */
    postgresUrl: string;
    /** Whether the test file has a process for itself. */
    isolated: boolean;
  }
}

/**
 * Before all tests: a PostgreSQL with a migrated database, `template`, that each worker process copies. The projects of
 * the database tests run it once each, and share the server.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  const postgres = await singleton("test-postgres", async () => {
    const started = await openTestPostgres();
    await createMigratedDatabase(started.url, "template");
    return started;
  });
  project.provide("postgresUrl", postgres.url);
  return postgres.stop;
}
