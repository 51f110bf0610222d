import { runCommand } from "./failure";
import { prepare } from "./prepare";
import { seedOnce } from "./seed-once";
import { serve } from "./serve";
import { watchTracker, writeTracker } from "./tracker-script";

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
