import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CommandError, runCommand } from "./command/run-command";
import { loadEnvironment, openDatabase } from "./database/database";
import { diffSchemas, migrationsFolder, readNewestSnapshot, schemaFile } from "./database/migrations";

await runCommand(async () => {
  const name = process.argv[2];
  if (!name || !/^[a-z0-9_]+$/.test(name)) {
    throw new CommandError("Enter a name for the migration: npm run db:new-migration -- add_webhooks");
  }
  loadEnvironment();
  const schema = readFileSync(schemaFile, "utf8");
  const sql = await diffSchemas(await openDatabase(), readNewestSnapshot(), schema);
  if (sql === null) console.log("prisma/schema.prisma equals the newest migration: nothing to do.");
  else writeMigration(name, sql, schema);
});

function writeMigration(name: string, sql: string, schema: string): void {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(migrationsFolder, `${time}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "migration.sql"), sql);
  writeFileSync(join(folder, "schema.prisma"), schema);
  console.log(`Wrote ${relative(process.cwd(), folder)}. Read its SQL before you commit it.`);
}
