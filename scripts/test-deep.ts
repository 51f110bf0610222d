import { generateClient } from "./build/generate-client";
import { findBuild, makeBuild } from "./build/production-build";
import { withProgress } from "./command/progress";
import { CommandError, runCommand } from "./command/run-command";
import { runNodeVisibly } from "./command/run-process";

/** Property tests that run more cases with TEST_DEEP. */
const files = [
  "tests/api/contacts/identity.test.ts",
  "tests/api/contract/fuzz.test.ts",
  "tests/api/websites/collector-model.test.ts",
  "tests/integration/ingestion/any-message.test.ts",
  "tests/integration/logs/logs-found.test.ts",
];

await runCommand(async () => {
  await generateClient();
  if (!findBuild()) await withProgress("Building the application", makeBuild);
  // One file at a time: concurrent writers need the whole machine.
  const args = ["run", "--project", "database*", "--no-file-parallelism", ...files, ...process.argv.slice(2)];
  const ok = await runNodeVisibly(["node_modules/vitest/vitest.mjs", ...args], { TEST_DEEP: "1" });
  if (!ok) throw new CommandError("A property does not hold. Repeat it with the printed TEST_SEED.");
});
