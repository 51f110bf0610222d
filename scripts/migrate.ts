import { loadEnvironment, openDatabase } from "./database";
import { runCommand } from "./failure";
import { migrate } from "./migrations";

await runCommand(async () => {
  loadEnvironment();
  const applied = await migrate(await openDatabase());
  console.log(applied.length ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
});
