import type { Pool } from "pg";

/** Returns the tables with one of the texts in any column: as text, in JSON, or as bytes. */
export async function findTablesWith(database: Pool, texts: readonly string[]): Promise<string[]> {
  const patterns = texts.flatMap(toPatterns);
  // Few rows contain the common prefix: only those are searched for each of hundreds of keys.
  const prefixPatterns = toPatterns(findCommonPrefix(texts));
  const { rows } = await database.query<{ name: string }>(
    // A partitioned table is searched with its partitions: dozens of days for each part of the log.
    `SELECT format('%I.%I', n.nspname, c.relname) AS "name"
     FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await database.query(
      `SELECT FROM ${name} AS t WHERE t::text LIKE ANY ($1) AND t::text LIKE ANY ($2) LIMIT 1`,
      [prefixPatterns, patterns],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

function toPatterns(text: string): string[] {
  return [`%${escapePattern(text)}%`, `%${Buffer.from(text).toString("hex")}%`];
}

function findCommonPrefix([first = "", ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
