import { pool } from "@/lib/db/pool";

/** Returns the number of sessions of this database that wait for a lock. */
export async function countLockWaits(): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(`
    SELECT count(*)::int AS "waiting" FROM pg_stat_activity
    WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`);
  return rows[0]?.waiting ?? 0;
}
