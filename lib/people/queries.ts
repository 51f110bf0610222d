import "server-only";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { type SessionClaims, type SignedInPerson, sessionLifetime } from "@/lib/people/schema";

/** Finds the person of a session. Null if it expired or ended, or the person was deleted. */
export async function findPersonBySession(claims: SessionClaims): Promise<SignedInPerson | null> {
  const { personId, sessionVersion, sessionId } = claims;
  // Enforces an absolute lifetime: next-auth would renew even a stolen token forever.
  if (getIdTime(sessionId).getTime() < Date.now() - sessionLifetime) return null;
  return prisma.person.findUnique({
    where: { id: personId, sessionVersion, endedSessions: { none: { id: sessionId } } },
    select: { id: true, name: true, email: true },
  });
}

export async function findCredentialsByEmail(email: string) {
  return prisma.person.findUnique({ where: { email }, select: credentials });
}

export async function findCredentialsById(personId: string) {
  return prisma.person.findUnique({ where: { id: personId }, select: credentials });
}

const credentials = { id: true, passwordHash: true, sessionVersion: true } as const;

export async function findPersonByIdentity(provider: string, externalId: string) {
  const identity = await prisma.identity.findUnique({
    where: { provider_externalId: { provider, externalId } },
    select: { person: { select: { id: true } } },
  });
  return identity?.person ?? null;
}

/** Creates the claims of a new session. */
export async function createSessionClaims(personId: string): Promise<SessionClaims> {
  const { sessionVersion } = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    select: { sessionVersion: true },
  });
  return { personId, sessionVersion, sessionId: createId() };
}
