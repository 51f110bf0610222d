import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": import.meta.dirname,
  // What it guards against is a matter of the bundler's; here it is the module that it is on a server: empty.
  "server-only": resolve(import.meta.dirname, "node_modules/server-only/empty.js"),
};
const env = {
  NEXTAUTH_SECRET: "a secret of the tests, which guards nothing at all",
  NEXTAUTH_URL: "http://localhost:3000",
};
/** What happens in its own time is waited for, as long as a slow machine may need. */
const expect = { poll: { timeout: 15_000, interval: 20 } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: "unit", include: ["tests/unit/**/*.test.ts"], env, expect, testTimeout: 30_000 },
      },
      {
        resolve: { alias },
        test: {
          name: "database",
          include: ["tests/integration/**/*.test.ts", "tests/api/**/*.test.ts"],
          env,
          expect,
          globalSetup: "tests/support/servers/vitest-setup.ts",
          setupFiles: "tests/support/servers/test-database.ts",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
