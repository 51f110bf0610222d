import "server-only";
import { isIP } from "node:net";
import { hashPassword } from "@/lib/auth/password";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { retryOnUniqueViolation } from "@/lib/db/retry";
import { messages } from "@/lib/email/messages";
import { cancelEmails, enqueueEmail } from "@/lib/email/mutations";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { describeBrowser } from "@/lib/people/describe-browser";
import { findCredentialsById, listOwnTexts } from "@/lib/people/queries";
import { requirePassword } from "@/lib/people/require-password";
import { requireStrongPassword } from "@/lib/people/require-strong-password";
import { type ChangePassword, maxPersonName, type SignUp } from "@/lib/people/schema";
import type { SessionDevice, SignedInPerson } from "@/lib/sessions/schema";
import { toDisplayName } from "@/lib/text/display-name";
import { PersonEmail } from "@/lib/text/email";
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

/** The browser of a completed sign-in. */
export type SignInDevice = SessionDevice & { isKnown: boolean };

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

export async function renamePerson(personId: string, name: string): Promise<void> {
  await prisma.person.update({ where: { id: personId }, data: { name } });
}

/**
 * Changes the password. Ends all other sessions, forgets all known devices, and cancels pending links, so the old
 * password gives no further access.
 */
export async function changePassword(
  person: SignedInPerson,
  { currentPassword, password }: ChangePassword,
  now = Date.now(),
): Promise<void> {
  const { id: personId, sessionId } = person;
  if ((await findCredentialsById(personId))?.passwordHash === null)
    throw new AppError("conflict", "Your account has no password.");
  const { sessionVersion } = await requirePassword(person, currentPassword, now);
  await requireStrongPassword(password, await listOwnTexts(personId));
  const passwordHash = await hashPassword(password);
  await prisma.$transaction(async (transaction) => {
    const [changed] = await transaction.$queryRaw<{ sessionVersion: number; name: string; email: string }[]>`
      UPDATE "Person" SET "passwordHash" = ${passwordHash}, "sessionVersion" = "sessionVersion" + 1
      WHERE "id" = ${personId} AND "sessionVersion" = ${sessionVersion}
      RETURNING "sessionVersion", "name", "email"`;
    if (!changed) throw new AppError("conflict", "Your password was changed in another session.");
    await transaction.session.deleteMany({ where: { personId, id: { not: sessionId } } });
    await transaction.session.updateMany({
      where: { id: sessionId },
      data: { sessionVersion: changed.sessionVersion, verifiedAt: new Date(now) },
    });
    await transaction.passwordReset.deleteMany({ where: { personId } });
    await transaction.emailChange.deleteMany({ where: { personId } });
    await cancelEmails(transaction, "passwordReset", personId);
    await cancelEmails(transaction, "emailChange", personId);
    const { name, email } = changed;
    const draft = messages.passwordChanged({ name, email, changedAt: new Date(now), keepsSession: true });
    await enqueueEmail(transaction, { kind: "passwordChanged", toAddress: email, personId, draft }, now);
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
