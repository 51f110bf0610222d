import { loadEnvironment, openDatabase } from "./database";
import { runCommand } from "./failure";
import { migrate } from "./migrations";

await runCommand(async () => {
  loadEnvironment();
  const database = await openDatabase();
  try {
    const applied = await migrate(database.url);
    console.log(applied.length ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
  } finally {
    database.stop();
  }
});
