import "server-only";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { getIdTime, getMinId } from "@/lib/ids";
import { describeBrowser } from "@/lib/people/describe-browser";
import {
  type ActiveSession,
  type SessionClaims,
  type SignedInPerson,
  sessionLifetime,
} from "@/lib/sessions/schema";
import { hour } from "@/lib/time";

export type FoundSession = SignedInPerson & { lastSeenAt: Date };

/** Sessions whose latest request is older have ended. */
export function getIdleLimit(now: number): Date {
  return new Date(now - env().SESSION_IDLE_HOURS * hour);
}

/** Finds the person of a session. Null if it ended, expired or was idle for too long, or the person was deleted. */
export async function findSession(claims: SessionClaims, now = Date.now()): Promise<FoundSession | null> {
  const { personId, sessionId } = claims;
  // Enforces an absolute lifetime: next-auth would renew even a stolen token forever.
  if (getIdTime(sessionId).getTime() < now - sessionLifetime) return null;
  const { rows } = await pool.query<FoundSession>({
    name: "find-session",
    text: `
      SELECT p."id", p."name", p."email", s."id" AS "sessionId", s."verifiedAt", s."lastSeenAt"
      FROM "Session" s
      JOIN "Person" p ON p."id" = s."personId" AND p."sessionVersion" = s."sessionVersion"
      WHERE s."id" = $1 AND s."personId" = $2 AND s."lastSeenAt" > $3`,
    values: [sessionId, personId, getIdleLimit(now)],
  });
  return rows[0] ?? null;
}

/** Lists the active sessions of a person, the latest used first. */
export async function listSessions(
  { id: personId, sessionId }: Pick<SignedInPerson, "id" | "sessionId">,
  now = Date.now(),
): Promise<ActiveSession[]> {
  const { rows } = await pool.query<{ id: string; userAgent: string; ipAddress: string; lastSeenAt: Date }>({
    text: `
      SELECT s."id", s."userAgent", s."ipAddress", s."lastSeenAt"
      FROM "Session" s
      JOIN "Person" p ON p."id" = s."personId" AND p."sessionVersion" = s."sessionVersion"
      WHERE s."personId" = $1 AND s."lastSeenAt" > $2 AND s."id" >= $3
      ORDER BY s."id" = $4 DESC, s."lastSeenAt" DESC, s."id" DESC`,
    values: [personId, getIdleLimit(now), getMinId(new Date(now - sessionLifetime)), sessionId],
  });
  return rows.map(({ id, userAgent, ipAddress, lastSeenAt }) => ({
    id,
    browser: capitalize(describeBrowser(userAgent)),
    ipAddress,
    signedInAt: getIdTime(id),
    lastSeenAt,
    isCurrent: id === sessionId,
  }));
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
