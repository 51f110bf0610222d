import { CommandError, runCommand } from "./command/run-command";
import { seedDemo } from "./database/seed-demo";

await runCommand(async () => {
  const password = process.env.DEMO_PASSWORD;
  if (!password) throw new CommandError("DEMO_PASSWORD must be set.");
  console.log(JSON.stringify(await seedDemo({ password })));
});
