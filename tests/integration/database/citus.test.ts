import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pool } from "@/lib/db/pool";

const document = readFileSync("docs/citus.md", "utf8");

/** Tables of tenants: distributed by "workspaceId", and Workspace by its id. */
const tenantTables = `
  SELECT c."oid", c."relname", a."attnum" AS "key" FROM pg_class c
  JOIN pg_attribute a ON a."attrelid" = c."oid" AND NOT a."attisdropped"
    AND a."attname" = CASE c."relname" WHEN 'Workspace' THEN 'id' ELSE 'workspaceId' END
  WHERE c."relnamespace" = current_schema()::regnamespace AND c."relkind" IN ('r', 'p') AND NOT c."relispartition"`;

test("docs/citus.md lists the unique indexes without the tenant, and no others", async () => {
  const names = await list(`
    SELECT i."indexrelid"::regclass::text AS "name"
    FROM pg_index i JOIN (${tenantTables}) t ON t."oid" = i."indrelid"
    WHERE i."indisunique" AND t."key" <> ALL(i."indkey"::int2[])`);
  expect(readNames("Unique indexes")).toEqual(names);
});

test("docs/citus.md lists the foreign keys of tenants' tables without the tenant, and no others", async () => {
  const names = await list(`
    SELECT f."conname" AS "name"
    FROM pg_constraint f
    JOIN (${tenantTables}) t ON t."oid" = f."conrelid"
    LEFT JOIN (${tenantTables}) r ON r."oid" = f."confrelid"
    WHERE f."contype" = 'f' AND f."conparentid" = 0 AND NOT coalesce(t."key" = ANY(f."conkey") AND r."key" = ANY(f."confkey"), false)`);
  expect(readNames("Foreign keys")).toEqual(names);
});

test("docs/citus.md lists the tables without a tenant, and no others", async () => {
  const names = await list(`
    SELECT c."relname" AS "name" FROM pg_class c
    WHERE c."relnamespace" = current_schema()::regnamespace AND c."relkind" IN ('r', 'p') AND NOT c."relispartition"
      AND c."relname" NOT LIKE '\\_prisma%' AND c."oid" NOT IN (SELECT "oid" FROM (${tenantTables}) t)`);
  expect(readNames("Tables without a tenant")).toEqual(names);
});

test("docs/citus.md lists the triggers of tenants' tables, and no others", async () => {
  const names = await list(`
    SELECT DISTINCT g."tgname" AS "name" FROM pg_trigger g JOIN (${tenantTables}) t ON t."oid" = g."tgrelid"
    WHERE NOT g."tgisinternal"`);
  expect(readNames("Triggers")).toEqual(names);
});

async function list(text: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(text);
  return rows.map(({ name }) => name.replaceAll('"', "")).sort();
}

/** The names in the first column of the section's table. */
function readNames(title: string): string[] {
  const [, section = ""] = document.split(`## ${title}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name).sort();
}
