import { generateClient } from "./build/generate-client";
import { bundleCommands, findBuild, makeBuild } from "./build/production-build";
import { withProgress } from "./command/progress";
import { runCommand } from "./command/run-command";

await runCommand(async () => {
  await withProgress("Generating the database client", generateClient);
  await withProgress("Building the application", async () =>
    bundleCommands(findBuild() ?? (await makeBuild())),
  );
});
