import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { enqueueEmail } from "@/lib/email/mutations";
import { AppError } from "@/lib/errors";
import { revokeInvitationsBy } from "@/lib/members/invitations/mutations";
import { lockWorkspace } from "@/lib/members/queries";
import { roles } from "@/lib/members/schema";
import { requirePassword } from "@/lib/people/require-password";
import type { DeleteOwnAccount } from "@/lib/people/schema";
import type { SignedInPerson } from "@/lib/sessions/schema";

/**
 * Deletes the person with their sessions, factors and memberships. What they created stays, without an author. Rejected for the
 * only owner of a workspace. The locks keep two owners from leaving at the same time.
 */
export async function deleteOwnAccount(
  person: SignedInPerson,
  { email, currentPassword }: DeleteOwnAccount,
  now = Date.now(),
): Promise<void> {
  if (email !== person.email) {
    const message = "Type the email of your account.";
    throw new AppError("bad_request", message, { issues: [{ path: "email", message }] });
  }
  await requirePassword(person, currentPassword, now);
  const { id: personId, name } = person;
  await prisma.$transaction(async (transaction) => {
    const memberships = await transaction.membership.findMany({
      where: { personId },
      orderBy: { workspaceId: "asc" },
      select: { workspaceId: true },
    });
    for (const { workspaceId } of memberships) await lockWorkspace(transaction, workspaceId);
    // Read again: roles may have changed before the locks.
    const current = await transaction.membership.findMany({
      where: { personId },
      select: {
        workspaceId: true,
        role: true,
        workspace: {
          select: {
            name: true,
            deletedAt: true,
            memberships: {
              where: { role: "owner", personId: { not: personId } },
              select: { personId: true },
              take: 1,
            },
          },
        },
      },
    });
    const owned = current.filter(
      ({ role, workspace }) =>
        role === "owner" && workspace.deletedAt === null && workspace.memberships.length === 0,
    );
    if (owned.length > 0) {
      const names = owned.map(({ workspace }) => workspace.name).join(", ");
      throw new AppError(
        "conflict",
        `You are the only owner of ${names}. Make another member an owner first.`,
      );
    }
    for (const { workspaceId, role } of current) {
      const id = workspaceId as WorkspaceId;
      const revoked = await revokeInvitationsBy(transaction, id, personId, null);
      const author = { workspaceId: id, personId };
      await recordAuditEntry(transaction, author, "member.leave", roles[role].withArticle, {
        subjectId: personId,
        detail: [`${name} (${person.email}) deleted their account`, ...revoked].join(", "),
      });
    }
    await transaction.person.delete({ where: { id: personId } });
    const draft = messages.accountDeleted({ name, email: person.email });
    const kind = "accountDeleted";
    await enqueueEmail(transaction, { kind, toAddress: person.email, personId: null, draft }, now);
  });
}
