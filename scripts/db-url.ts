import { CommandError, runCommand } from "./command/run-command";
import { findDatabase, loadEnvironment } from "./database/database";

await runCommand(async () => {
  loadEnvironment();
  const url = await findDatabase();
  if (!url)
    throw new CommandError(
      "The embedded database is not running. Start it with `npm start` or `npm run dev`.",
    );
  console.log(url);
});
