import { runCommand } from "./failure";
import { generateClient } from "./generate-client";
import { findBuild, makeBuild } from "./production-build";
import { step } from "./progress";

await runCommand(async () => {
  await step("Generating the database client", generateClient);
  await step("Building the application", async () => findBuild() ?? makeBuild());
});
