import "server-only";
import { prisma } from "@/lib/db/prisma";
import type { SessionClaims, SignedInPerson } from "@/lib/people/schema";

/** Whose session this is. Null where the person is gone, or has ended their sessions since it began. */
export async function findPersonBySession(claims: SessionClaims): Promise<SignedInPerson | null> {
  return prisma.person.findUnique({
    where: { id: claims.personId, sessionVersion: claims.sessionVersion },
    select: { id: true, name: true, email: true },
  });
}

/** What a password is checked against. */
export async function findCredentials(email: string) {
  return prisma.person.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
}

/** The person behind an account at a sign-in provider. */
export async function findPersonByIdentity(provider: string, externalId: string) {
  const identity = await prisma.identity.findUnique({
    where: { provider_externalId: { provider, externalId } },
    select: { person: { select: { id: true } } },
  });
  return identity?.person ?? null;
}

export async function getSessionClaims(personId: string): Promise<SessionClaims> {
  const { sessionVersion } = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    select: { sessionVersion: true },
  });
  return { personId, sessionVersion };
}
