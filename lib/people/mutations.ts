import "server-only";
import { isIP } from "node:net";
import { hashPassword } from "@/lib/auth/password";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { retryOnUniqueViolation } from "@/lib/db/retry";
import { messages } from "@/lib/email/messages";
import { enqueueEmail } from "@/lib/email/mutations";
import { AppError } from "@/lib/errors";
import { createId, getMinId } from "@/lib/ids";
import { describeBrowser } from "@/lib/people/describe-browser";
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

/** A sign-in with a right password or by a provider. */
export type SignInDevice = { isKnown: boolean; ipAddress: string; userAgent: string };

/** Queues an email about a sign-in from a device that is not known, except for the first sign-in of the person. */
export async function recordSignIn(personId: string, device: SignInDevice, now = Date.now()): Promise<void> {
  // A device becomes known by a sign-in, so this is not the first one.
  if (device.isKnown) return;
  await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.person.updateMany({
      where: { id: personId, firstSignInAt: null },
      data: { firstSignInAt: new Date(now) },
    });
    if (count > 0) return;
    const person = await transaction.person.findUnique({
      where: { id: personId },
      select: { name: true, email: true, passwordHash: true },
    });
    if (!person) return;
    const draft = messages.newSignIn({
      name: person.name,
      email: person.email,
      hasPassword: person.passwordHash !== null,
      time: new Date(now),
      browser: describeBrowser(device.userAgent),
      ipAddress: isIP(device.ipAddress) ? device.ipAddress : "unknown",
    });
    await enqueueEmail(transaction, { kind: "newSignIn", toAddress: person.email, personId, draft }, now);
  });
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
