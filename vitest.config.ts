import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Test files share a worker process: its modules, its database and its connections. A file has a process and a database
 * for itself if it sets environment variables before its imports, replaces modules, or assumes that no other file has
 * written to the database.
 */
const isolatedUnitTests = [
  // Replaces the store of the log buffer.
  "tests/unit/logs/log-buffer.test.ts",
  // Measures the memory of the process.
  "tests/unit/http/rate-limit.test.ts",
  // Sets environment variables.
  "tests/unit/server/env.test.ts",
];
const isolatedDatabaseTests = [
  // Set the rate limit, and count rows of the whole database.
  "tests/api/contract/{contract,contract-over-http,fuzz,published-schemas,tenancy}.test.ts",
  "tests/integration/commands/{commands,embedded-postgres,migrations,seed}.test.ts",
  // Set the rate limit.
  "tests/api/ingestion/limits.test.ts",
  "tests/api/contacts/identity.test.ts",
  "tests/api/contacts/reading-cost.test.ts",
  "tests/api/keys/revocation.test.ts",
  "tests/integration/computations/oracle.test.ts",
  "tests/integration/computations/killed-worker.test.ts",
  "tests/api/logs/request-log-dimensions.test.ts",
  "tests/api/websites/collector-model.test.ts",
  // Set SMTP_URL, and empty the queue of emails.
  "tests/integration/email/**/*.test.ts",
  // Sets REQUIRE_HTTPS.
  "tests/api/server/https.test.ts",
  // Move the clock: ids that a process creates later have at least that time.
  "tests/api/keys/expiry.test.ts",
  // Sets the URL of the public keys of GitHub.
  "tests/api/keys/leaked-keys.test.ts",
  "tests/api/keys/observed-permissions.test.ts",
  "tests/integration/computations/engine.test.ts",
  // Records the plans of all statements of the process.
  "tests/integration/computations/polling-cost.test.ts",
  "tests/integration/ingestion/batch-cost.test.ts",
  // Reads the catalog, in which other files create triggers.
  "tests/integration/database/citus.test.ts",
  // Replaces modules of Next.
  "tests/integration/audit/rejections.test.ts",
  "tests/integration/websites/websites.test.ts",
  "tests/integration/applications/pasted-key.test.ts",
  "tests/integration/people/proofs.test.ts",
  // Watches the module that verifies passwords.
  "tests/integration/people/sign-in.test.ts",
  // Reads the queue of the whole database, and makes computations fail.
  "tests/integration/computations/worker.test.ts",
  // Sets the URL of a pooler.
  "tests/integration/database/pgbouncer.test.ts",
  // Sets DATABASE_REPLICA_URL.
  "tests/integration/database/replica.test.ts",
  // Sets LOG_DATABASE_URL.
  "tests/integration/logs/separate-log-store.test.ts",
  // Empty the log, and drop its partitions.
  "tests/integration/logs/log-dimensions.test.ts",
  "tests/integration/logs/log-retention.test.ts",
];

/** The slowest files start first, so that none runs alone at the end. */
const slowTests = [
  "tests/api/contract/contract-over-http.test.ts",
  "tests/api/contract/fuzz.test.ts",
  "tests/api/contract/contract.test.ts",
  "tests/integration/commands/commands.test.ts",
  "tests/api/server/workers.test.ts",
  "tests/api/server/two-machines.test.ts",
  "tests/api/contacts/identity.test.ts",
  "tests/api/websites/collector-model.test.ts",
  "tests/integration/computations/oracle.test.ts",
  "tests/api/keys/revocation.test.ts",
  "tests/api/contract/published-schemas.test.ts",
  "tests/integration/commands/embedded-postgres.test.ts",
  "tests/integration/commands/seed.test.ts",
  "tests/integration/logs/log-retention.test.ts",
  "tests/integration/logs/log-dimensions.test.ts",
  "tests/integration/logs/log-over-http.test.ts",
  "tests/api/server/crash.test.ts",
  "tests/api/logs/request-log.test.ts",
  "tests/api/contacts/reading-while-writing.test.ts",
  "tests/integration/logs/log-live.test.ts",
  "tests/integration/audit/audited-changes.test.ts",
  "tests/unit/logs/call-snippets.test.ts",
];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const index = slowTests.indexOf(relative(import.meta.dirname, moduleId));
      // Files that share processes come last: they are the shortest, and a process runs only consecutive files.
      return (project.config.isolate ? 0 : 1_000) + (index < 0 ? slowTests.length : index);
    };
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

const shared = {
  env: {
    NEXTAUTH_SECRET: "a secret of the tests, which guards nothing at all",
    NEXTAUTH_URL: "http://localhost:3000",
  },
  // Polling allows for a slow machine.
  expect: { poll: { timeout: 15_000, interval: 20 } },
  testTimeout: 30_000,
  hookTimeout: 60_000,
  maxWorkers: Math.min(availableParallelism(), 8),
};
const database = {
  ...shared,
  globalSetup: "tests/support/servers/vitest-setup.ts",
  setupFiles: "tests/support/servers/test-database.ts",
};
const resolveOptions = {
  alias: {
    "@": import.meta.dirname,
    // `server-only` throws outside a bundler; on the server it is an empty module.
    "server-only": resolve(import.meta.dirname, "node_modules/server-only/empty.js"),
  },
};

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        resolve: resolveOptions,
        test: {
          ...shared,
          name: "unit-shared",
          isolate: false,
          include: ["tests/unit/**/*.test.ts"],
          exclude: isolatedUnitTests,
        },
      },
      {
        resolve: resolveOptions,
        test: { ...shared, name: "unit-isolated", include: isolatedUnitTests },
      },
      {
        resolve: resolveOptions,
        test: {
          ...database,
          name: "database-shared",
          isolate: false,
          provide: { isolated: false },
          include: ["tests/integration/**/*.test.ts", "tests/api/**/*.test.ts"],
          exclude: isolatedDatabaseTests,
        },
      },
      {
        resolve: resolveOptions,
        test: {
          ...database,
          name: "database-isolated",
          include: isolatedDatabaseTests,
          provide: { isolated: true },
        },
      },
    ],
  },
});
