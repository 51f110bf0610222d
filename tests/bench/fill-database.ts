import type { Client } from "pg";
import { type Amount, makeManyContacts } from "@/tests/support/factories/many-contacts";

/**
 * Fills the only workspace of a database. Creates indexes after the rows, and skips foreign key checks and triggers: the
 * rows are consistent by construction.
 */
export async function fillDatabase(client: Client, amount: Amount): Promise<void> {
  await client.query("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'");
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT c.oid::regclass::text AS "name", pg_get_indexdef(c.oid) AS "definition"
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = '"Event"'::regclass AND NOT i.indisprimary`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  const { rows } = await client.query<{ id: string }>(`SELECT "id" FROM "Workspace"`);
  await makeManyContacts(client, rows[0]?.id ?? "", amount);
  for (const { definition } of indexes) await client.query(definition);
  await client.query("VACUUM (FREEZE, ANALYZE)");
  await client.query("CHECKPOINT");
}
