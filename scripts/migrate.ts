import { runCommand } from "./command/run-command";
import { loadEnvironment, openDatabase, openLogDatabase } from "./database/database";
import { migrate, migrateLog } from "./database/migrations";

await runCommand(async () => {
  loadEnvironment();
  report(await migrate(await openDatabase()), "The database");
  const logUrl = await openLogDatabase();
  if (logUrl) report(await migrateLog(logUrl), "The database of the log");
});

function report(applied: string[], database: string): void {
  console.log(applied.length ? `Applied ${applied.join(", ")}.` : `${database} is up to date.`);
}
