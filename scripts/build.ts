import { parseArgs } from "node:util";
import { generateClient } from "./build/generate-client";
import { bundleCommands, findBuild, makeBuild } from "./build/production-build";
import { writeRelease } from "./build/release";
import { withProgress } from "./command/progress";
import { runCommand } from "./command/run-command";

/** `npm run build`, and `npm run build -- --release FOLDER`, which copies what a machine needs into an empty folder. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { release: { type: "string" } } });
  await withProgress("Generating the database client", generateClient);
  const build = await withProgress("Building the application", async () => findBuild() ?? makeBuild());
  await bundleCommands(build);
  const { release } = values;
  if (release) await withProgress(`Writing ${release}`, () => writeRelease(build, release));
});
