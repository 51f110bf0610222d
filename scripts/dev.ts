import { watchTracker, writeTracker } from "./build/tracker-script";
import { runCommand } from "./command/run-command";
import { seedOnce } from "./database/seed-once";
import { prepare } from "./serve/prepare";
import { serve } from "./serve/serve";

await runCommand(async () => {
  const port = await prepare();
  await writeTracker();
  await watchTracker();
  const demo = await seedOnce();
  if (demo) console.log(`\n  Sign in as ${demo.email} with the password ${demo.password}`);
  await serve(["node_modules/next/dist/bin/next", "dev", "--port", String(port)], {
    NODE_ENV: "development",
    NEXT_TELEMETRY_DISABLED: "1",
  });
});
