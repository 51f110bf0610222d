import "server-only";
import { hashPassword } from "@/lib/auth/password";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { retryOnUniqueViolation } from "@/lib/db/retry";
import { AppError } from "@/lib/errors";
import { createId, getMinId } from "@/lib/ids";
import { findPersonBySession } from "@/lib/people/queries";
import { maxPersonName, type SessionClaims, type SignUp, sessionLifetime } from "@/lib/people/schema";
import { toDisplayName } from "@/lib/text/display-name";
import { PersonEmail } from "@/lib/text/email";
import { day } from "@/lib/time";
import { createSlug } from "@/lib/workspaces/slug";

/** Creates a person who signs in with a password, and their workspace if named. Both or neither. */
export async function createPerson(input: SignUp): Promise<{ id: string }> {
  const { name, email, password, workspaceName } = input;
  const passwordHash = await hashPassword(password);
  return insertPerson({ name, email, passwordHash }, workspaceName);
}

/** Creates a person who signs in through a provider, and their first workspace. */
export async function createPersonByIdentity(
  identity: { provider: string; externalId: string },
  profile: { name: string; email: string },
): Promise<{ id: string }> {
  const email = PersonEmail.parse(profile.email);
  // Cleans an invalid name instead of rejecting it: the person could not correct it here.
  const name = toDisplayName(profile.name, maxPersonName) ?? email.slice(0, maxPersonName);
  const workspaceName = `${toDisplayName(name, 40) ?? "My"}’s workspace`;
  return insertPerson({ name, email, identities: { create: identity } }, workspaceName);
}

/** Ends this session for every copy of its cookie. Other sessions of the person continue. */
export async function endSession(claims: SessionClaims): Promise<void> {
  if (!(await findPersonBySession(claims))) return;
  const { sessionId: id, personId } = claims;
  // Deletes expired entries. One extra day allows for clock skew.
  const oldest = getMinId(new Date(Date.now() - sessionLifetime - day));
  await prisma.endedSession.deleteMany({ where: { id: { lt: oldest } } });
  await prisma.endedSession.createMany({ data: { id, personId }, skipDuplicates: true });
}

async function insertPerson(
  person: Omit<Prisma.PersonCreateInput, "id" | "memberships">,
  workspaceName: string | undefined,
): Promise<{ id: string }> {
  return retryOnUniqueViolation(async (attempt) => {
    await rejectTakenEmail(person.email);
    const workspace = workspaceName && {
      id: createId(),
      name: workspaceName,
      slug: createSlug(workspaceName, attempt),
    };
    return prisma.person.create({
      data: {
        ...person,
        id: createId(),
        ...(workspace && { memberships: { create: { role: "owner", workspace: { create: workspace } } } }),
      },
      select: { id: true },
    });
  });
}

async function rejectTakenEmail(email: string): Promise<void> {
  const taken = await prisma.person.findUnique({ where: { email }, select: { id: true } });
  if (!taken) return;
  const message = "This email already has an account. Sign in instead.";
  throw new AppError("conflict", message, { issues: [{ path: "email", message }] });
}
