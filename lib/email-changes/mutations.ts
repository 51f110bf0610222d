import "server-only";
import { recordMemberEntries } from "@/lib/audit/mutations";
import { createLinkToken, hashLinkToken } from "@/lib/auth/link-token";
import { emailChangeThrottle } from "@/lib/auth/throttle";
import { isUniqueViolation } from "@/lib/db/errors";
import { prisma } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { cancelEmails, enqueueEmail } from "@/lib/email/mutations";
import { isEmailConfigured } from "@/lib/email/settings";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { requirePassword } from "@/lib/people/require-password";
import type { SignedInPerson } from "@/lib/sessions/schema";
import { findEmailChange, isEmailTaken } from "./queries";
import {
  type EmailChangeProblem,
  emailChangeLifetime,
  emailChangeProblems,
  type RequestEmailChange,
} from "./schema";

/**
 * Creates the token of a link, which replaces an earlier one, and tells the present address. The result does not depend on
 * whether the new address has an account. `sendEmailChange` sends the link.
 */
export async function requestEmailChange(
  person: SignedInPerson,
  { email, currentPassword }: RequestEmailChange,
  now = Date.now(),
): Promise<string> {
  if (!isEmailConfigured()) throw new AppError("unavailable", "This installation sends no email.");
  if (email === person.email) {
    const message = "This is your email already.";
    throw new AppError("bad_request", message, { issues: [{ path: "email", message }] });
  }
  await requirePassword(person, currentPassword, now);
  const { id: personId, name } = person;
  await emailChangeThrottle.countRequest(personId, email);
  const token = createLinkToken();
  const data = {
    email,
    tokenHash: hashLinkToken(token),
    createdAt: new Date(now),
    expiresAt: new Date(now + emailChangeLifetime),
    usedAt: null,
  };
  await prisma.$transaction(async (transaction) => {
    await cancelEmails(transaction, "emailChange", personId);
    await transaction.emailChange.upsert({
      where: { personId },
      create: { personId, ...data },
      update: data,
    });
    const draft = messages.emailChangeRequested({ name, email: person.email, newEmail: email });
    const kind = "emailChangeRequested";
    await enqueueEmail(transaction, { kind, toAddress: person.email, personId, draft }, now);
  });
  return token;
}

/** Queues the email with the link. Does nothing for an address that has an account: the change could not be confirmed. */
export async function sendEmailChange(
  { id: personId, name }: Pick<SignedInPerson, "id" | "name">,
  email: string,
  token: string,
  now = Date.now(),
): Promise<void> {
  if (await isEmailTaken(email)) return;
  // In the fragment: browsers send it to no server.
  const url = `${env().NEXTAUTH_URL}/confirm-email#${token}`;
  const draft = messages.emailChange({ name, email, url });
  const lifetime = emailChangeLifetime;
  await prisma.$transaction((transaction) =>
    enqueueEmail(transaction, { kind: "emailChange", toAddress: email, personId, draft, lifetime }, now),
  );
}

export async function cancelEmailChange(personId: string): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    await transaction.emailChange.deleteMany({ where: { personId, usedAt: null } });
    await cancelEmails(transaction, "emailChange", personId);
  });
}

/** Changes the email. Of concurrent calls with the same token one succeeds. Links to the old address stop working. */
export async function confirmEmailChange(token: string, now = Date.now()): Promise<{ email: string }> {
  const { problem, change } = await findEmailChange(token, now);
  if (!change) throw createProblemError(problem);
  const { personId, email, person } = change;
  try {
    await prisma.$transaction(async (transaction) => {
      const { count } = await transaction.emailChange.updateMany({
        where: { tokenHash: hashLinkToken(token), usedAt: null, expiresAt: { gt: new Date(now) } },
        data: { usedAt: new Date(now) },
      });
      if (count === 0) throw createProblemError("used");
      await transaction.person.update({ where: { id: personId }, data: { email } });
      await transaction.passwordReset.deleteMany({ where: { personId } });
      await cancelEmails(transaction, "passwordReset", personId);
      const draft = messages.emailChanged({ name: person.name, email: person.email, newEmail: email });
      const kind = "emailChanged";
      await enqueueEmail(transaction, { kind, toAddress: person.email, personId, draft }, now);
      await recordMemberEntries(transaction, personId, "member.email", email, `from ${person.email}`);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? createProblemError("taken") : error;
  }
  return { email };
}

function createProblemError(problem: EmailChangeProblem): AppError {
  return new AppError("not_found", emailChangeProblems[problem]);
}
