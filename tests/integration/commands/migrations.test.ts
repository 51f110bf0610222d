import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { expect, inject, test } from "vitest";
import { foldName } from "@/lib/text/display-name";
import {
  diffSchemas,
  listMigrations,
  logMigrationsFolder,
  logSchemaFile,
  migrate,
  migrateLog,
  migrationsFolder,
  readNewestSnapshot,
  schemaFile,
} from "@/scripts/database/migrations";
import { createDatabase } from "@/tests/support/servers/postgres";

const schema = readFileSync(schemaFile, "utf8");
const emptyDatabase = () => createDatabase(inject("postgresUrl"), `empty_${randomUUID()}`);

test("no migration is missing: the newest snapshot equals the schema", async () => {
  expect(await diffSchemas(inject("postgresUrl"), readNewestSnapshot(), schema)).toBeNull();
});

test("diffSchemas returns null for equal schemas, and the SQL of an added model", async () => {
  const url = inject("postgresUrl");
  expect(await diffSchemas(url, schema, schema)).toBeNull();
  const larger = `${schema}\nmodel Extra {\n  id String @id\n}\n`;
  expect(await diffSchemas(url, schema, larger)).toContain('CREATE TABLE "Extra"');
});

test("the migrations create the same tables and columns as the schema", async () => {
  const [migrated, created] = [await emptyDatabase(), await emptyDatabase()];
  await migrate(migrated);
  await query(created, (await diffSchemas(created, "", schema)) ?? "");
  expect(await describeColumns(migrated)).toEqual(await describeColumns(created));
});

test("concurrent processes apply each migration once", async () => {
  const url = await emptyDatabase();
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.flat()).toEqual(listMigrations());
  expect(await migrate(url)).toEqual([]);
});

test("an interrupted migration is applied by the next run", async () => {
  const url = await emptyDatabase();
  const other = new Client({ connectionString: url });
  await other.connect();
  // The migration waits for this uncommitted table of the same name.
  await other.query('BEGIN; CREATE TABLE "ApiKey" ()');
  const interrupted = expect(migrate(url)).rejects.toThrow(
    "The database could not be migrated. terminating connection due to administrator command",
  );
  const interrupt = `SELECT pg_terminate_backend("pid") FROM pg_stat_activity
     WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`;
  await expect.poll(() => query(url, interrupt)).toHaveLength(1);
  await interrupted;
  await other.query("ROLLBACK");
  await other.end();
  expect(await migrate(url)).toEqual(listMigrations());
  expect(await migrate(url)).toEqual([]);
});

test("the migration of display names cleans existing names and renames applications with equal names", async () => {
  const url = await emptyDatabase();
  await migrate(url);
  // Before this migration, folding covered only case and compatibility forms.
  const applications = [
    "Billing x",
    "Billing x\ufe0f",
    "\u3164",
    "Straße",
    "STRASSE",
    "👩‍🚀 team",
    "Bill\u202eing",
  ];
  const fold = (name: string) => name.normalize("NFKC").toLowerCase();
  const rows = applications.map((name, at) => `('w', 'APPLICATION${at}', '${name}', '${fold(name)}', now())`);
  await query(
    url,
    `INSERT INTO "Workspace" ("id", "name", "slug") VALUES ('w', 'Acme\u200b', 'collect');
     INSERT INTO "Person" ("id", "name", "email") VALUES ('p', '\u2066\u2069', 'ada@example.com');
     INSERT INTO "Application" ("workspaceId", "id", "name", "foldedName", "updatedAt") VALUES ${rows.join(", ")}`,
  );
  const folder = listMigrations().find((name) => name.endsWith("_display_names"));
  await query(url, readMigration(folder ?? ""));
  const migrated = await query(url, `SELECT "name", "foldedName" FROM "Application" ORDER BY "id"`);
  const expected = [
    "Billing x",
    "Billing x (ation1)",
    "Application",
    "Straße",
    "STRASSE (ation4)",
    "👩‍🚀 team",
    "Billing",
  ];
  expect(migrated).toEqual(expected.map((name) => ({ name, foldedName: foldName(name) })));
  expect(await query(url, `SELECT "name" FROM "Person"`)).toEqual([{ name: "ada@example.com" }]);
  expect(await query(url, `SELECT "name", "slug" FROM "Workspace"`)).toEqual([
    { name: "Acme", slug: expect.stringMatching(/^collect-[0-9a-f]{4}$/) },
  ]);
});

test("the migration to dimensions and roll-ups keeps the log's rows and names every index as the schema does", async () => {
  const [url, created] = [await emptyDatabase(), await emptyDatabase()];
  const renaming = listMigrations().findIndex((name) => name.endsWith("_rename_request_dimensions"));
  const [before, after] = [listMigrations().slice(0, renaming), listMigrations().slice(renaming)];
  for (const name of before) await query(url, readMigration(name));
  await query(
    url,
    `CREATE TABLE "RequestLog_20260101" PARTITION OF "RequestLog" FOR VALUES FROM ('0') TO ('Z');
     INSERT INTO "RequestKind" VALUES ('w', 7, 'a', 'k', 'GET', '/users', 'users.read', 200, '', 'curl/8', '192.0.2.1');
     INSERT INTO "RequestCount" VALUES ('w', 1, '2026-01-01T10:00:00Z', 7, 12, 3);
     INSERT INTO "UnknownKeyCount" VALUES ('w', '2026-01-01T10:00:00Z', 5);
     INSERT INTO "RequestLog" VALUES ('w', '01', 7, '/api/users', '', 1.5, '{}', '{}', '', 0, '', 0)`,
  );
  for (const name of after) await query(url, readMigration(name));
  expect(
    await query(
      url,
      `SELECT d."route", l."path", r."calls", r."durationBucket", r."bucketHours", u."calls" AS "unknown"
       FROM "RequestLog" l
       JOIN "RequestDimension" d ON d."id" = l."dimensionId"
       JOIN "RequestRollup" r ON r."dimensionId" = d."id"
       JOIN "UnknownKeyCount" u ON u."bucketStart" = r."bucketStart"`,
    ),
  ).toEqual([
    { route: "/users", path: "/api/users", calls: 3, durationBucket: 12, bucketHours: 1, unknown: 5 },
  ]);
  await query(created, (await diffSchemas(created, "", schema)) ?? "");
  expect(await listLogNames(url)).toEqual(expect.arrayContaining(await listLogNames(created)));
  expect(
    await query(url, `SELECT FROM pg_class WHERE "relname" ~ 'RequestKind|RequestCount|kindId'`),
  ).toEqual([]);
});

test("a database of the log has the tables, indexes and constraints of the log in the main database", async () => {
  const [main, log] = [await emptyDatabase(), await emptyDatabase()];
  await migrate(main);
  expect(await migrateLog(log)).toEqual(listMigrations(logMigrationsFolder));
  expect(await migrateLog(log)).toEqual([]);
  const tables = await describeLogTables(main);
  expect(tables.length).toBeGreaterThan(30);
  expect(await describeLogTables(log)).toEqual(tables);
  const logSchema = readFileSync(logSchemaFile, "utf8");
  expect(await diffSchemas(log, readNewestSnapshot(logMigrationsFolder), logSchema)).toBeNull();
});

test("the log is not migrated into a main database", async () => {
  const url = await emptyDatabase();
  await migrate(url);
  await expect(migrateLog(url)).rejects.toThrow("LOG_DATABASE_URL leads to a main database.");
});

/** Columns with their types and collations, indexes, constraints and storage parameters. */
async function describeLogTables(url: string): Promise<unknown[]> {
  return query(
    url,
    `SELECT c."relname" AS "table", a."attname" AS "name",
            concat_ws(' ', format_type(a."atttypid", a."atttypmod"), a."attnotnull", o."collname",
                      pg_get_expr(d."adbin", d."adrelid")) AS "definition"
     FROM pg_class c
     JOIN pg_attribute a ON a."attrelid" = c."oid" AND a."attnum" > 0 AND NOT a."attisdropped"
     LEFT JOIN pg_collation o ON o."oid" = a."attcollation"
     LEFT JOIN pg_attrdef d ON d."adrelid" = c."oid" AND d."adnum" = a."attnum"
     WHERE c."relname" ~ '^Request' AND c."relkind" IN ('r', 'p')
     UNION ALL SELECT "tablename", "indexname", "indexdef" FROM pg_indexes WHERE "tablename" ~ '^Request'
     UNION ALL SELECT "conrelid"::regclass::text, "conname", pg_get_constraintdef("oid") FROM pg_constraint
     WHERE "contype" <> 'n' AND "conrelid" IN (SELECT "oid" FROM pg_class WHERE "relname" ~ '^Request')
     UNION ALL SELECT "relname", 'storage', "reloptions"::text FROM pg_class WHERE "relname" ~ '^Request' AND "relkind" IN ('r', 'p')
     ORDER BY 1, 2, 3`,
  );
}

/** The names of the log's indexes, sequences and foreign keys. */
async function listLogNames(url: string): Promise<unknown[]> {
  return query(
    url,
    `SELECT "relname" AS "name" FROM pg_class WHERE "relname" ~ '^(Request|UnknownKey)' AND "relkind" IN ('i', 'I', 'S')
     UNION SELECT "conname" FROM pg_constraint WHERE "conname" ~ '^Request' AND "contype" = 'f' ORDER BY 1`,
  );
}

function readMigration(name: string): string {
  return readFileSync(join(migrationsFolder, name, "migration.sql"), "utf8");
}

async function describeColumns(url: string): Promise<unknown[]> {
  return query(
    url,
    `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_prisma%' ORDER BY 1, 2`,
  );
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
