import type { TestProject } from "vitest/node";
import { createMigratedDatabase, openTestPostgres } from "./postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection URL of the tests' PostgreSQL, for creating databases: see createDatabase. */
    postgresUrl: string;
  }
}

/** Before all tests: a PostgreSQL with a migrated database, `template`, that each test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => void> {
  const postgres = await openTestPostgres();
  await createMigratedDatabase(postgres.url, "template");
  project.provide("postgresUrl", postgres.url);
  return postgres.stop;
}
