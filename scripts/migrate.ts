import { runCommand } from "./command/run-command";
import { loadEnvironment, openDatabase } from "./database/database";
import { migrate } from "./database/migrations";

await runCommand(async () => {
  loadEnvironment();
  const applied = await migrate(await openDatabase());
  console.log(applied.length ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
});
