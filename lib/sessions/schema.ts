import { z } from "zod";
import { day } from "@/lib/time";

/** The claims of a session token. The session id is a ULID, so it contains the time of the sign-in. */
export const SessionClaims = z.object({ personId: z.string(), sessionId: z.ulid() });
export type SessionClaims = z.infer<typeof SessionClaims>;

/** Absolute lifetime of a session. */
export const sessionLifetime = 30 * day;

/** Sessions of a person. A further sign-in ends the one that was used longest ago. */
export const maxSessions = 50;

export type SignedInPerson = {
  id: string;
  name: string;
  email: string;
  sessionId: string;
  /** The latest sign-in or repeated proof of a password or second factor. */
  verifiedAt: Date;
};

/** What a request says about its browser. */
export type SessionDevice = { ipAddress: string; userAgent: string };

/** A row of the list of active sessions. */
export type ActiveSession = {
  id: string;
  /** "Firefox on Windows" */
  browser: string;
  ipAddress: string;
  signedInAt: Date;
  lastSeenAt: Date;
  isCurrent: boolean;
};

export const SessionReference = z.strictObject({ id: z.ulid() });
