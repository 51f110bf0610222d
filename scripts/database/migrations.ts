import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ApplyMigrationsInput, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client } from "pg";
import { CommandError, toSentence } from "../command/run-command";
import { withSchemaEngine } from "./schema-engine";

/** In the current folder: dist/migrate.mjs has the commands in one file. */
export const migrationsFolder = resolve("prisma/migrations");
export const schemaFile = resolve("prisma/schema.prisma");

/** The migrations of a log that has a database of its own. */
export const logMigrationsFolder = resolve("prisma/log/migrations");
export const logSchemaFile = resolve("prisma/log/schema.prisma");

const filters = { externalTables: [], externalEnums: [] };
/** Advisory lock, arbitrary but unlike Prisma's own. */
const lock = 5_707_311;

/** Applies the pending migrations and returns their names. Concurrent processes wait for the first. */
export function migrate(url: string): Promise<string[]> {
  return migrateBy(url, migrationsFolder, schemaFile);
}

/** The same for the database of the log, which must not be the main one. */
export async function migrateLog(url: string): Promise<string[]> {
  await rejectMainDatabase(url);
  return migrateBy(url, logMigrationsFolder, logSchemaFile);
}

async function rejectMainDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT FROM pg_class WHERE "oid" = to_regclass('"Workspace"')`);
    if (rowCount)
      throw new CommandError(
        "LOG_DATABASE_URL leads to a main database. Create an empty database for the log, or unset LOG_DATABASE_URL.",
      );
  } finally {
    await client.end();
  }
}

async function migrateBy(url: string, folder: string, file: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // The role may have a lock timeout, but the migration of another process may take longer.
    await client.query("SET lock_timeout = 0");
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    return await applyMigrations(url, folder, file);
  } finally {
    await client.end();
  }
}

/** Throws CommandError unless the databases have all migrations. A newer version may have applied more. */
export async function requireMigrations(url: string, logUrl: string | null): Promise<void> {
  await requireAll(url, migrationsFolder, "The database");
  if (logUrl) await requireAll(logUrl, logMigrationsFolder, "The database of the log");
}

async function requireAll(url: string, folder: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT "migration_name" AS "name" FROM "_prisma_migrations"
       WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
    );
    const applied = new Set(rows.map(({ name }) => name));
    const missing = listMigrations(folder).filter((migration) => !applied.has(migration));
    if (missing.length > 0)
      throw new CommandError(`${name} lacks the migrations ${missing.join(", ")}. ${hint}`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${name} has no tables: ${toSentence(error)}. ${hint}`);
  } finally {
    await client.end();
  }
}

const hint = "Run `node dist/migrate.mjs` once before the servers start.";

async function applyMigrations(url: string, folder: string, file: string): Promise<string[]> {
  const params = { migrationsList: readMigrations(folder), filters };
  try {
    const schema = readFileSync(file, "utf8");
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
export function readNewestSnapshot(folder = migrationsFolder): string {
  const newest = listMigrations(folder).at(-1);
  const file = newest && join(folder, newest, "schema.prisma");
  return file && existsSync(file) ? readFileSync(file, "utf8") : "";
}

export function listMigrations(folder = migrationsFolder): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function readMigrations(folder: string) {
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: read("migration_lock.toml") },
    shadowDbInitScript: "",
    migrationDirectories: listMigrations(folder).map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: read(join(path, "migration.sql")) },
      },
    })),
  };
}
