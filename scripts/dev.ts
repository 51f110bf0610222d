import { runCommand } from "./failure";
import { prepare } from "./prepare";
import { serve } from "./serve";

await runCommand(async () => {
  const { port, database, demo } = await prepare();
  if (demo) console.log(`  Sign in as ${demo.email} with ${demo.password}`);
  try {
    await serve(["node_modules/next/dist/bin/next", "dev", "--port", String(port)], {
      NODE_ENV: "development",
      NEXT_TELEMETRY_DISABLED: "1",
    });
  } finally {
    database.stop();
  }
});
