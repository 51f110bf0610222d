import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { getQueueState } from "@/lib/computations/engine/queue";
import { isLogSeparate, logDatabase } from "@/lib/db/log-database";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

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

/** A part that is away while calls are answered without it. */
export type DegradedPart = { part: "logDatabase"; reason: string };

/** Reasons name no host and no error of a driver: the endpoint is public. */
export async function findDegradedParts(): Promise<DegradedPart[]> {
  if (!isLogSeparate || (await answers(logDatabase))) return [];
  return [{ part: "logDatabase", reason: "The database of the log is away: calls wait in memory." }];
}

async function answers(database: Pool): Promise<boolean> {
  const answered = database.query("SELECT 1").then(
    () => true,
    () => false,
  );
  return Promise.race([answered, pause(second, false, { ref: false })]);
}
