import "server-only";
import { restorableTime } from "@/lib/applications/rows";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day } from "@/lib/time";

/** Bounds what one run holds in memory. The next run continues. */
const maxPerRun = 1_000;

/**
 * Purges applications that were deleted 30 days before `now`: the hashes of their keys are deleted, so the keys are unknown.
 * Name and masked keys stay for their log. Several processes may run it at the same time: each application is purged once.
 */
export async function purgeDeletedApplications(now = new Date()): Promise<number> {
  const deletedBefore = { lte: new Date(now.getTime() - restorableTime) };
  const where = { deletedAt: deletedBefore, purgedAt: null };
  const found = await prisma.application.findMany({
    where,
    select: { workspaceId: true, id: true },
    orderBy: { deletedAt: "asc" },
    take: maxPerRun,
  });
  let purged = 0;
  for (const { workspaceId, id } of found) {
    purged += await prisma.$transaction(async (transaction) => {
      // The condition again: the application may have been restored, or purged by another process.
      const [application] = await transaction.application.updateManyAndReturn({
        where: { workspaceId, id, ...where },
        data: { purgedAt: now },
        select: { name: true, isManagement: true },
      });
      if (!application) return 0;
      await transaction.apiKey.updateMany({
        where: { workspaceId, applicationId: id },
        data: { hash: null },
      });
      const author = { workspaceId: workspaceId as WorkspaceId, personId: null };
      // A revoked token was never restorable: its revocation is the last entry.
      if (!application.isManagement)
        await recordAuditEntry(transaction, author, "application.purge", application.name, { subjectId: id });
      return 1;
    });
  }
  return purged;
}

/** Deletes purged applications whose log has ended. A call that a process still buffers needs no application. */
export async function deletePurgedApplications(now = new Date()): Promise<void> {
  const where = { deletedAt: { not: null }, purgedAt: { lt: new Date(now.getTime() - day) } };
  let last: { workspaceId: string; id: string } | undefined;
  do {
    const purged = await prisma.application.findMany({
      where,
      select: { workspaceId: true, id: true },
      orderBy: [{ workspaceId: "asc" }, { id: "asc" }],
      take: maxPerRun,
      ...(last && { cursor: { workspaceId_id: last }, skip: 1 }),
    });
    const ended = await logStore.findApplicationsWithoutCalls(purged);
    for (const { workspaceId, id } of ended)
      await prisma.application.deleteMany({ where: { workspaceId, id, ...where } });
    last = purged.length === maxPerRun ? purged.at(-1) : undefined;
  } while (last);
}
