import "server-only";
import { createLinkToken, hashLinkToken } from "@/lib/auth/link-token";
import { hashPassword } from "@/lib/auth/password";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { cancelEmails, enqueueEmail } from "@/lib/email/mutations";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { requireStrongPassword } from "@/lib/people/require-strong-password";
import { findPasswordReset, findResetRecipient } from "./queries";
import { type LinkProblem, linkProblems, passwordResetLifetime, type ResetPassword } from "./schema";

/** Queues an email for the person with this address. Does nothing for an unknown one, and tells the caller nothing. */
export async function requestPasswordReset(email: string, now = Date.now()): Promise<void> {
  const person = await findResetRecipient(email);
  if (!person) return;
  const { id: personId, name, passwordHash } = person;
  const recipient = { toAddress: person.email, personId };
  await prisma.$transaction(async (transaction) => {
    // Also an email that is waiting for the mail server: its link no longer works.
    await cancelEmails(transaction, "passwordReset", personId);
    await cancelEmails(transaction, "passwordResetByProvider", personId);
    if (passwordHash === null) {
      const providers = person.identities.map(({ provider }) => provider);
      const draft = messages.passwordResetByProvider({ name, email: person.email, providers });
      await enqueueEmail(transaction, { ...recipient, kind: "passwordResetByProvider", draft }, now);
      return;
    }
    const url = toResetUrl(env().NEXTAUTH_URL, await createPasswordReset(transaction, personId, now));
    const draft = messages.passwordReset({ name, email: person.email, url });
    const lifetime = passwordResetLifetime;
    await enqueueEmail(transaction, { ...recipient, kind: "passwordReset", draft, lifetime }, now);
  });
}

/** Creates the token of a link, which replaces an earlier one. The database stores its hash. */
export async function createPasswordReset(
  transaction: Transaction,
  personId: string,
  now = Date.now(),
): Promise<string> {
  const token = createLinkToken();
  const data = {
    tokenHash: hashLinkToken(token),
    createdAt: new Date(now),
    expiresAt: new Date(now + passwordResetLifetime),
    usedAt: null,
  };
  await transaction.passwordReset.upsert({
    where: { personId },
    create: { personId, ...data },
    update: data,
  });
  return token;
}

/** The token is in the fragment, which browsers send to no server: no log has it, and no Referer. */
export function toResetUrl(origin: string, token: string): string {
  return `${origin}/reset-password#${token}`;
}

/**
 * Sets the password and ends all sessions of the person. Of concurrent calls with the same token one succeeds. Returns the
 * person, who may sign in with the new password.
 */
export async function resetPassword(
  { token, password }: ResetPassword,
  now = Date.now(),
): Promise<{ personId: string; email: string }> {
  const { problem, person } = await findPasswordReset(token, now);
  if (!person) throw createInvalidLinkError(problem);
  const workspaceName = person.memberships.map(({ workspace }) => workspace.name).join(" ");
  await requireStrongPassword(password, { name: person.name, email: person.email, workspaceName });
  const passwordHash = await hashPassword(password);
  await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.passwordReset.updateMany({
      where: { tokenHash: hashLinkToken(token), usedAt: null, expiresAt: { gt: new Date(now) } },
      data: { usedAt: new Date(now) },
    });
    // Used or replaced while the password was hashed.
    if (count === 0) throw createInvalidLinkError("used");
    const { id: personId, name, email } = person;
    await transaction.person.update({
      where: { id: personId },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    await transaction.session.deleteMany({ where: { personId } });
    await transaction.emailChange.deleteMany({ where: { personId } });
    const draft = messages.passwordChanged({ name, email, changedAt: new Date(now), keepsSession: false });
    await enqueueEmail(transaction, { kind: "passwordChanged", toAddress: email, personId, draft }, now);
  });
  return { personId: person.id, email: person.email };
}

function createInvalidLinkError(problem: LinkProblem): AppError {
  return new AppError("not_found", linkProblems[problem]);
}
