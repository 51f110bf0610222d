import { encode } from "next-auth/jwt";
import type { Actor } from "@/lib/auth/actor";
import { getCookieName } from "@/lib/auth/cookies";
import { env } from "@/lib/env";
import { createSession } from "@/lib/sessions/mutations";
import type { SessionClaims } from "@/lib/sessions/schema";

/** Returns the cookie of a new session. */
export async function createSessionCookie({ personId }: Pick<Actor, "personId">): Promise<string> {
  return encodeSessionCookie(await startSession(personId));
}

/** Returns the cookie of a session. */
export async function encodeSessionCookie(claims: SessionClaims): Promise<string> {
  const token = await encode({ token: claims, secret: env().NEXTAUTH_SECRET });
  return `${getCookieName("session-token")}=${token}`;
}

/** Starts a session and returns the claims of its token. */
export async function startSession(personId: string): Promise<SessionClaims> {
  const claims = await createSession({ id: personId });
  if (!claims) throw new Error("The person does not exist.");
  return claims;
}
