import { runCommand } from "./failure";
import { generateClient } from "./generate-client";
import { makeAppBuild } from "./production-build";
import { step } from "./progress";

await runCommand(async () => {
  await step("Generated the database client", generateClient);
  await step("Built the application", makeAppBuild);
});
