import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { enqueueEmail } from "@/lib/email/mutations";
import { AppError } from "@/lib/errors";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";
import { workspaceRestorableTime } from "@/lib/workspaces/schema";

/** Owners that are told by email. */
const maxRecipients = 50;

/**
 * Deletes the workspace: its keys are rejected once this resolves, its websites and pages stop, and nothing else changes
 * until it is purged. Tells all owners.
 */
export async function deleteWorkspace(
  { workspaceId, personId }: Actor,
  typedName: string,
  now = Date.now(),
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const [before] = await transaction.$queryRaw<{ name: string }[]>`
      SELECT "name" FROM "Workspace" WHERE "id" = ${workspaceId} AND "deletedAt" IS NULL FOR NO KEY UPDATE`;
    if (!before) throw new AppError("not_found", "This workspace was already deleted.");
    if (typedName.trim() !== before.name) {
      const message = "Type the name of the workspace as it is shown.";
      throw new AppError("bad_request", message, { issues: [{ path: "name", message }] });
    }
    await transaction.workspace.update({
      where: { id: workspaceId },
      data: { deletedAt: new Date(now) },
    });
    await recordAuditEntry(transaction, { workspaceId, personId }, "workspace.delete", before.name);
    const owners = await transaction.membership.findMany({
      where: { workspaceId, role: "owner" },
      select: { person: { select: { id: true, name: true, email: true } } },
      take: maxRecipients,
    });
    const deletedBy = owners.find(({ person }) => person.id === personId)?.person.name ?? "An owner";
    const until = new Date(now + workspaceRestorableTime);
    for (const { person } of owners) {
      const draft = messages.workspaceDeleted({
        name: person.name,
        workspaceName: before.name,
        deletedBy,
        until,
      });
      const recipient = { toAddress: person.email, personId: person.id };
      await enqueueEmail(transaction, { kind: "workspaceDeleted", ...recipient, draft }, now);
    }
  });
  await waitForKeyCacheExpiry();
}

/** Restores a deleted workspace. Its keys work once this resolves, as they were. Only for its owners, for 30 days. */
export async function restoreWorkspace(
  personId: string,
  slug: string,
  now = Date.now(),
): Promise<{ slug: string }> {
  await prisma.$transaction(async (transaction) => {
    const [restored] = await transaction.workspace.updateManyAndReturn({
      where: {
        slug,
        deletedAt: { gt: new Date(now - workspaceRestorableTime) },
        memberships: { some: { personId, role: "owner" } },
      },
      data: { deletedAt: null },
      select: { id: true, name: true },
    });
    if (!restored) throw new AppError("not_found", "This workspace cannot be restored anymore.");
    const author = { workspaceId: restored.id as WorkspaceId, personId };
    await recordAuditEntry(transaction, author, "workspace.restore", restored.name);
  });
  await waitForKeyCacheExpiry();
  return { slug };
}
