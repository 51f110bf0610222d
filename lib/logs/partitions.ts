import "server-only";
import { pool } from "@/lib/db/pool";
import { firstIdAt, timeOf } from "@/lib/logs/time";
import { day } from "@/lib/time";

/** Makes the partitions that these calls belong into, where they are missing. Several processes may do so at once. */
export async function makePartitions(ids: readonly string[]): Promise<void> {
  const days = new Set(ids.map((id) => Math.floor(timeOf(id).getTime() / day)));
  for (const each of days) await makePartition(new Date(each * day));
}

async function makePartition(start: Date): Promise<void> {
  const name = `RequestLog_${start.toISOString().slice(0, 10).replaceAll("-", "")}`;
  const end = new Date(start.getTime() + day);
  // Both statements are one transaction: who comes second waits for the lock, and then finds the partition there.
  await pool.query(`
    SELECT pg_advisory_xact_lock(hashtextextended('make partitions of RequestLog', 0));
    CREATE TABLE IF NOT EXISTS "${name}" PARTITION OF "RequestLog"
      FOR VALUES FROM ('${firstIdAt(start)}') TO ('${firstIdAt(end)}')`);
}
