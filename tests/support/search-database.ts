import type { Pool } from "pg";

/** The tables that hold one of the texts, in whatever column: as text, within JSON, or as bytes. */
export async function findTablesWith(database: Pool, texts: readonly string[]): Promise<string[]> {
  const patterns = texts.flatMap((text) => [
    `%${escapePattern(text)}%`,
    `%${Buffer.from(text).toString("hex")}%`,
  ]);
  const { rows } = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS "name" FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await database.query(
      `SELECT FROM ${name} AS t WHERE t::text LIKE ANY ($1) LIMIT 1`,
      [patterns],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
