import { defineConfig, devices } from "@playwright/test";

/** Turns off Chromium's background requests. As root Chromium starts only without its sandbox. */
const args = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/support/servers/playwright-setup.ts",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.BASE_URL,
    contextOptions: { reducedMotion: "reduce" },
    // `npm test` repeats failed flows with a trace: tracing every flow adds two thirds to its time.
    trace: "off",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args },
  },
});
