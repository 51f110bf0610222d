import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ApplyMigrationsInput, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client } from "pg";
import { CommandError, toSentence } from "../command/run-command";
import { withSchemaEngine } from "./schema-engine";

export const migrationsFolder = resolve(import.meta.dirname, "../../prisma/migrations");
export const schemaFile = resolve(import.meta.dirname, "../../prisma/schema.prisma");

const filters = { externalTables: [], externalEnums: [] };
/** Advisory lock, arbitrary but unlike Prisma's own. */
const lock = 5_707_311;

/** Applies the pending migrations and returns their names. Concurrent processes wait for the first. */
export async function migrate(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // The role may have a lock timeout, but the migration of another process may take longer.
    await client.query("SET lock_timeout = 0");
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    return await applyMigrations(url);
  } finally {
    await client.end();
  }
}

async function applyMigrations(url: string): Promise<string[]> {
  const params = { migrationsList: readMigrations(), filters };
  try {
    const schema = readFileSync(schemaFile, "utf8");
    return await withSchemaEngine(url, schema, async (engine) => {
      await rollBackInterrupted(engine, params);
      return (await engine.applyMigrations(params)).appliedMigrationNames;
    });
  } catch (error) {
    throw new CommandError(`The database could not be migrated. ${toSentence(error)}`);
  }
}

/** A migration commits together with its finished_at (schema-engine.ts): an unfinished one changed nothing. */
async function rollBackInterrupted(engine: SchemaEngine, params: ApplyMigrationsInput): Promise<void> {
  const history = await engine.diagnoseMigrationHistory({ ...params, optInToShadowDatabase: false });
  for (const migrationName of history.failedMigrationNames)
    await engine.markMigrationRolledBack({ migrationName });
}

/** Returns the SQL that migrates one schema to another, or null if they are equal. Any database URL will do. */
export async function diffSchemas(url: string, from: string, to: string): Promise<string | null> {
  const params = { from: toDatamodel(from), to: toDatamodel(to), script: true, exitCode: true, filters };
  const result = await withSchemaEngine(url, to, (engine) => engine.diff(params));
  return result.exitCode === 0 ? null : result.stdout;
}

function toDatamodel(content: string) {
  const tag: "schemaDatamodel" | "empty" = content ? "schemaDatamodel" : "empty";
  return { tag, files: [{ path: "schema.prisma", content }] };
}

/** Reads the schema after the newest migration. Each migration keeps a copy beside its SQL. */
export function readNewestSnapshot(): string {
  const newest = listMigrations().at(-1);
  const file = newest && join(migrationsFolder, newest, "schema.prisma");
  return file && existsSync(file) ? readFileSync(file, "utf8") : "";
}

export function listMigrations(): string[] {
  return readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function readMigrations() {
  const read = (path: string) => readFileSync(join(migrationsFolder, path), "utf8");
  return {
    baseDir: migrationsFolder,
    lockfile: { path: "migration_lock.toml", content: read("migration_lock.toml") },
    shadowDbInitScript: "",
    migrationDirectories: listMigrations().map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: read(join(path, "migration.sql")) },
      },
    })),
  };
}
