import { encode } from "next-auth/jwt";
import type { Actor } from "@/lib/auth/actor";
import { getCookieName } from "@/lib/auth/cookies";
import { createSession } from "@/lib/sessions/mutations";
import { nextAuthSecret } from "@/tests/support/servers/production-server";

/** Returns the cookie of a new session. */
export async function createSessionCookie({ personId }: Pick<Actor, "personId">): Promise<string> {
  const token = await encode({ token: await startSession(personId), secret: nextAuthSecret });
  return `${getCookieName("session-token")}=${token}`;
}

/** Starts a session and returns the claims of its token. */
export async function startSession(personId: string) {
  const claims = await createSession({ id: personId });
  if (!claims) throw new Error("The person does not exist.");
  return claims;
}
