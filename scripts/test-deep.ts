import { Failure, runCommand } from "./failure";
import { generateClient } from "./generate-client";
import { findBuild, makeBuild } from "./production-build";
import { step } from "./progress";
import { showNode } from "./run";

/** The property tests whose number of cases depends on TEST_DEEP. */
const files = [
  "tests/api/contacts/identity.test.ts",
  "tests/api/contract/fuzz.test.ts",
  "tests/api/websites/collector-model.test.ts",
  "tests/integration/logs/logs-found.test.ts",
];

await runCommand(async () => {
  await generateClient();
  if (!findBuild()) await step("Building the application", makeBuild);
  // One after the other: those that write concurrently have the machine to themselves.
  const args = ["run", "--project", "database*", "--no-file-parallelism", ...files, ...process.argv.slice(2)];
  const ok = await showNode(["node_modules/vitest/vitest.mjs", ...args], { TEST_DEEP: "1" });
  if (!ok) throw new Failure("A property does not hold. The failure names the seed that repeats it.");
});
