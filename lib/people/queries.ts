import "server-only";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { type SessionClaims, type SignedInPerson, sessionLifetime } from "@/lib/people/schema";

/** Whose session this is. Null where it is over, they signed out of it, or they are gone. */
export async function findPersonBySession(claims: SessionClaims): Promise<SignedInPerson | null> {
  const { personId, sessionVersion, sessionId } = claims;
  // next-auth would renew a token for ever, one that was copied too.
  if (getIdTime(sessionId).getTime() < Date.now() - sessionLifetime) return null;
  return prisma.person.findUnique({
    where: { id: personId, sessionVersion, endedSessions: { none: { id: sessionId } } },
    select: { id: true, name: true, email: true },
  });
}

/** What a password is checked against. */
export async function findCredentialsByEmail(email: string) {
  return prisma.person.findUnique({ where: { email }, select: credentials });
}

/** The same for somebody who is known. Null where they are gone. */
export async function findCredentialsById(personId: string) {
  return prisma.person.findUnique({ where: { id: personId }, select: credentials });
}

const credentials = { id: true, passwordHash: true, sessionVersion: true } as const;

/** The person behind an account at a sign-in provider. */
export async function findPersonByIdentity(provider: string, externalId: string) {
  const identity = await prisma.identity.findUnique({
    where: { provider_externalId: { provider, externalId } },
    select: { person: { select: { id: true } } },
  });
  return identity?.person ?? null;
}

/** Those of a session that begins now. */
export async function getSessionClaims(personId: string): Promise<SessionClaims> {
  const { sessionVersion } = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    select: { sessionVersion: true },
  });
  return { personId, sessionVersion, sessionId: createId() };
}
