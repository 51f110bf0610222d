import { encode } from "next-auth/jwt";
import type { Actor } from "@/lib/auth/actor";
import { getCookieName } from "@/lib/auth/cookies";
import { createSessionClaims } from "@/lib/people/queries";
import { nextAuthSecret } from "@/tests/support/servers/production-server";

/** Returns the cookie of a new session. */
export async function createSessionCookie({ personId }: Pick<Actor, "personId">): Promise<string> {
  const token = await encode({ token: await createSessionClaims(personId), secret: nextAuthSecret });
  return `${getCookieName("session-token")}=${token}`;
}
