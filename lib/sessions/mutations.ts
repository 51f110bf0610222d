import "server-only";
import { pool } from "@/lib/db/pool";
import { createId, getMinId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { type FoundSession, getIdleLimit } from "@/lib/sessions/queries";
import { maxSessions, type SessionClaims, type SessionDevice, sessionLifetime } from "@/lib/sessions/schema";
import { minute } from "@/lib/time";

/** The person, and their session version when the credentials were verified. */
export type VerifiedPerson = { id: string; sessionVersion?: number };

const unknownDevice: SessionDevice = { ipAddress: "unknown", userAgent: "" };

/**
 * Starts a session. Null if the session version has changed since the credentials were verified: a sign-in with the old
 * password must not outlive its change.
 */
export async function createSession(
  { id: personId, sessionVersion }: VerifiedPerson,
  device: SessionDevice = unknownDevice,
  now = Date.now(),
): Promise<SessionClaims | null> {
  const sessionId = createId();
  const { rowCount } = await pool.query({
    name: "create-session",
    text: `
      INSERT INTO "Session" ("id", "personId", "sessionVersion", "lastSeenAt", "verifiedAt", "ipAddress", "userAgent")
      SELECT $1, p."id", p."sessionVersion", $3, $3, $4, $5 FROM "Person" p
      WHERE p."id" = $2 AND p."sessionVersion" = coalesce($6, p."sessionVersion")`,
    values: [sessionId, personId, new Date(now), ...toColumns(device), sessionVersion ?? null],
  });
  if (rowCount === 0) return null;
  await deleteSurplus(personId, now);
  return { personId, sessionId };
}

/** Deletes sessions that ended by time, and those of the person beyond the limit. */
async function deleteSurplus(personId: string, now: number): Promise<void> {
  await pool.query({
    name: "delete-surplus-sessions",
    text: `
      DELETE FROM "Session" WHERE "lastSeenAt" <= $2 OR "id" < $3 OR "id" IN (
        SELECT "id" FROM "Session" WHERE "personId" = $1 ORDER BY "lastSeenAt" DESC, "id" DESC OFFSET $4)`,
    values: [personId, getIdleLimit(now), getMinId(new Date(now - sessionLifetime)), maxSessions],
  });
}

/** Records the use of a session, at most once a minute. Reading works while the database is read-only. */
export async function touchSession(
  { sessionId, lastSeenAt }: Pick<FoundSession, "sessionId" | "lastSeenAt">,
  device: SessionDevice,
  now = Date.now(),
): Promise<void> {
  if (now - lastSeenAt.getTime() < minute) return;
  try {
    await pool.query({
      name: "touch-session",
      text: `
        UPDATE "Session" SET "lastSeenAt" = $2, "ipAddress" = $3, "userAgent" = $4
        WHERE "id" = $1 AND "lastSeenAt" <= $5`,
      values: [sessionId, new Date(now), ...toColumns(device), new Date(now - minute)],
    });
  } catch (error) {
    logger.warn({ err: error }, "The use of a session was not recorded.");
  }
}

/** Records a repeated proof of the person. */
export async function markSessionVerified(sessionId: string, now = Date.now()): Promise<void> {
  await pool.query({
    text: `UPDATE "Session" SET "verifiedAt" = $2 WHERE "id" = $1`,
    values: [sessionId, new Date(now)],
  });
}

/** Ends this session for every copy of its cookie. Other sessions of the person continue. */
export async function endSession({ personId, sessionId }: SessionClaims): Promise<void> {
  await pool.query({
    name: "end-session",
    text: `DELETE FROM "Session" WHERE "id" = $1 AND "personId" = $2`,
    values: [sessionId, personId],
  });
}

/** Returns the number of ended sessions. */
export async function endOtherSessions({ personId, sessionId }: SessionClaims): Promise<number> {
  const { rowCount } = await pool.query({
    text: `DELETE FROM "Session" WHERE "personId" = $1 AND "id" <> $2`,
    values: [personId, sessionId],
  });
  return rowCount ?? 0;
}

/** The client chooses the header: NUL has no place in PostgreSQL's texts. */
function toColumns({ ipAddress, userAgent }: SessionDevice): [string, string] {
  return [ipAddress.slice(0, 64), userAgent.replaceAll("\0", "").slice(0, 300)];
}
