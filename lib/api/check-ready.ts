import "server-only";
import { pool } from "@/lib/db/pool";

/** Throws where the database cannot answer. */
export async function checkReady(): Promise<void> {
  await pool.query("SELECT 1");
}
