import "server-only";
import { getQueueState } from "@/lib/computations/engine/queue";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { backgroundLogger } from "@/lib/logger";
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

/** The queue of computations, for operators. Undefined if it cannot be read: readiness does not depend on it. */
export async function findQueueState(): Promise<{ queued: number; oldestSeconds: number } | undefined> {
  try {
    const { depth, oldestSeconds } = await getQueueState();
    return { queued: depth, oldestSeconds };
  } catch (error) {
    backgroundLogger.error({ err: error }, "The queue of computations cannot be read.");
    return undefined;
  }
}
