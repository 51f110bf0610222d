import { Failure, runCommand } from "./failure";
import { seedDemo } from "./seed-demo";

await runCommand(async () => {
  const password = process.env.DEMO_PASSWORD;
  if (!password) throw new Failure("DEMO_PASSWORD must be set.");
  console.log(JSON.stringify(await seedDemo({ password })));
});
