import { pool } from "@/lib/db/pool";

/** Returns all rows of a workspace by table. */
export async function dumpWorkspace(workspaceId: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await pool.query<{ name: string; column: string }>(
    `SELECT table_name AS "name", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = 'public'
       AND (column_name = 'workspaceId' OR (table_name = 'Workspace' AND column_name = 'id'))`,
  );
  const content: Record<string, string[]> = {};
  for (const { name, column } of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT t::text AS "row" FROM "${name}" t WHERE "${column}" = $1 ORDER BY 1`,
      [workspaceId],
    );
    content[name] = rows.map(({ row }) => row);
  }
  return content;
}
