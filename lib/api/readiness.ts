import "server-only";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";

const readiness = singleton("readiness", () => ({ isDraining: false }));

/** Fails the readiness check, so that load balancers stop sending requests, while the server still accepts them. */
export function startDraining(): void {
  readiness.isDraining = true;
}

/** Throws while the server shuts down or the database is unavailable. */
export async function checkReadiness(): Promise<void> {
  if (readiness.isDraining)
    throw new AppError("unavailable", "The server is shutting down.", { headers: { "retry-after": "5" } });
  await pool.query("SELECT 1");
}
