import "server-only";
import { pool } from "@/lib/db/pool";
import { logStore } from "@/lib/logs/store/postgres-store";
import { workspaceRestorableTime } from "@/lib/workspaces/schema";

/** Rows of one statement: no lock and no transaction lasts long. */
const batchSize = 5_000;

/** Bounds a run. The next one continues. */
const maxPerRun = 20;

/**
 * Deletes all rows of workspaces that were deleted 30 days before `now`. A stopped run goes on where it was, and several
 * processes may run it: rows are deleted once. Returns the number of purged workspaces.
 */
export async function purgeDeletedWorkspaces(now = new Date()): Promise<number> {
  const { rows } = await pool.query<{ id: string }>({
    text: `SELECT "id" FROM "Workspace" WHERE "deletedAt" <= $1 ORDER BY "deletedAt" LIMIT ${maxPerRun}`,
    values: [new Date(now.getTime() - workspaceRestorableTime)],
  });
  for (const { id } of rows) await purgeWorkspace(id);
  return rows.length;
}

async function purgeWorkspace(workspaceId: string): Promise<void> {
  await logStore.deleteWorkspace(workspaceId);
  const tables = await listTables();
  const content = tables.filter(({ isKept }) => !isKept);
  // Rows that other rows refer to are deleted in a later round than those.
  for (let isProgressing = true; isProgressing; ) {
    isProgressing = false;
    for (const table of content) if (await deleteRows(table, workspaceId)) isProgressing = true;
  }
  await pool.query({ text: `DELETE FROM "Workspace" WHERE "id" = $1`, values: [workspaceId] });
  // What a process still had in memory, and the audit log, which a trigger keeps while its workspace exists.
  for (const table of tables) await deleteRows(table, workspaceId);
  await logStore.deleteWorkspace(workspaceId);
}

type Table = { name: string; key: string[]; isKept: boolean };

/** Lists the tables with rows of workspaces, those that the fewest others refer to first. New tables need no change here. */
async function listTables(): Promise<Table[]> {
  const { rows } = await pool.query<Table>({
    text: `
      SELECT c."relname" AS "name",
             array_agg(k."attname"::text ORDER BY array_position(i."indkey"::int2[], k."attnum")) AS "key",
             c."relname" = 'AuditEntry' AS "isKept"
      FROM pg_class c
      JOIN pg_index i ON i."indrelid" = c."oid" AND i."indisprimary"
      JOIN pg_attribute k ON k."attrelid" = c."oid" AND k."attnum" = ANY(i."indkey")
      WHERE c."relnamespace" = current_schema()::regnamespace AND c."relkind" IN ('r', 'p') AND NOT c."relispartition"
        AND EXISTS (
          SELECT FROM pg_attribute a
          WHERE a."attrelid" = c."oid" AND a."attname" = 'workspaceId' AND NOT a."attisdropped")
      GROUP BY c."oid", c."relname"
      ORDER BY (SELECT count(*) FROM pg_constraint f WHERE f."contype" = 'f' AND f."confrelid" = c."oid"), c."relname"`,
  });
  return rows;
}

/** Returns whether rows were deleted. Stops at a row that others still refer to. */
async function deleteRows({ name, key }: Table, workspaceId: string): Promise<boolean> {
  const columns = key.map((column) => `"${column}"`).join(", ");
  let hasDeleted = false;
  for (;;) {
    const count = await deleteBatch(
      `DELETE FROM "${name}" WHERE (${columns}) IN (
         SELECT ${columns} FROM "${name}" WHERE "workspaceId" = $1 LIMIT ${batchSize})`,
      workspaceId,
    );
    hasDeleted ||= count > 0;
    if (count < batchSize) return hasDeleted;
  }
}

async function deleteBatch(text: string, workspaceId: string): Promise<number> {
  try {
    const { rowCount } = await pool.query({ text, values: [workspaceId] });
    return rowCount ?? 0;
  } catch (error) {
    if ((error as { code?: string }).code === "23503") return 0;
    throw error;
  }
}
