import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { getQueueState } from "@/lib/computations/engine/queue";
import { isLogSeparate, logDatabase } from "@/lib/db/log-database";
import { pool } from "@/lib/db/pool";
import { isReplicaInUse } from "@/lib/db/replica";
import { AppError, getErrorMessage } from "@/lib/errors";
import { getLimiterState } from "@/lib/http/rate-limit/shared-limiter";
import { backgroundLogger } from "@/lib/logger";
import { getLogBufferState } from "@/lib/logs/write/buffer";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

const readiness = singleton("readiness", () => ({ isDraining: false }));

/** Fails the readiness check, so that load balancers stop sending requests, while the server still accepts them. */
export function startDraining(): void {
  readiness.isDraining = true;
}

/** Throws while the server shuts down or the database is unavailable. Names the part, and no host: the endpoint is public. */
export async function checkReadiness(): Promise<void> {
  if (readiness.isDraining)
    throw new AppError("unavailable", "The server is shutting down.", { headers: { "retry-after": "5" } });
  try {
    await pool.query("SELECT 1");
  } catch (error) {
    backgroundLogger.error({ reason: getErrorMessage(error) }, "The database does not answer.");
    throw new AppError("unavailable", "The database does not answer.", { headers: { "retry-after": "5" } });
  }
}

/** The queue of computations, for operators. Undefined if it cannot be read: readiness does not depend on it. */
async function findQueueState(): Promise<{ queued: number; oldestSeconds: number } | undefined> {
  try {
    const { depth, oldestSeconds } = await getQueueState();
    return { queued: depth, oldestSeconds };
  } catch (error) {
    backgroundLogger.error({ err: error }, "The queue of computations cannot be read.");
    return undefined;
  }
}

export const degradablePartNames = [
  "rateLimit",
  "requestLog",
  "logDatabase",
  "replica",
  "computations",
] as const;

/** A part that is away or late while calls are answered. */
export type DegradedPart = { part: (typeof degradablePartNames)[number]; reason: string };

const maxQueueSeconds = 60;

/** Reasons name no host and no error of a driver: the endpoint is public. */
export async function findDegradedParts(): Promise<{
  computations: Awaited<ReturnType<typeof findQueueState>>;
  degraded: DegradedPart[];
}> {
  const [computations, isLogAway] = await Promise.all([
    findQueueState(),
    isLogSeparate && answers(logDatabase).then((isThere) => !isThere),
  ]);
  const degraded: DegradedPart[] = [];
  if (getLimiterState().isDegraded)
    degraded.push({ part: "rateLimit", reason: "Redis is away: each process counts the limits itself." });
  const { isWaiting, isDropping } = getLogBufferState();
  if (isDropping) degraded.push({ part: "requestLog", reason: "The buffer is full: rows are dropped." });
  else if (isWaiting) degraded.push({ part: "requestLog", reason: "Calls wait in memory." });
  if (isLogAway) degraded.push({ part: "logDatabase", reason: "The database of the log is away." });
  if (!isReplicaInUse())
    degraded.push({ part: "replica", reason: "The replica is away or too far behind: the primary reads." });
  if (!computations) degraded.push({ part: "computations", reason: "The queue cannot be read." });
  else if (computations.oldestSeconds > maxQueueSeconds) {
    const seconds = Math.floor(computations.oldestSeconds);
    degraded.push({ part: "computations", reason: `A contact has waited for ${seconds} seconds.` });
  }
  return { computations, degraded };
}

async function answers(database: Pool): Promise<boolean> {
  const answered = database.query("SELECT 1").then(
    () => true,
    () => false,
  );
  return Promise.race([answered, pause(second, false, { ref: false })]);
}
