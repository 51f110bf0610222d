import "server-only";
import { rejectTakenName } from "@/lib/applications/mutations";
import type { BulkChange } from "@/lib/applications/schema";
import { recordAuditEntry } from "@/lib/audit/mutations";
import { formatSwitch } from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { readDatabaseClock } from "@/lib/keys/mutations";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";

/** The applications that a change applies to. The others are in its state already, or no longer exist. */
const conditions = {
  enable: Prisma.sql`"deletedAt" IS NULL AND NOT "enabled"`,
  disable: Prisma.sql`"deletedAt" IS NULL AND "enabled"`,
  delete: Prisma.sql`"deletedAt" IS NULL`,
  restore: Prisma.sql`"deletedAt" IS NOT NULL AND "purgedAt" IS NULL`,
};

/**
 * Changes several applications in one transaction: all of them, or after an error none. Applications that another person
 * changed in the same way are left out. Returns the number of changed ones. Keys that stop are rejected once this resolves.
 */
export async function changeApplications(
  workspaceId: WorkspaceId,
  personId: string | null,
  { ids, change }: BulkChange,
): Promise<{ changed: number }> {
  const changed = await rejectTakenName(() =>
    prisma.$transaction(async (transaction) => {
      // In the order of ids: two people who change the same applications must not deadlock.
      const found = await transaction.$queryRaw<{ id: string; name: string }[]>`
        SELECT "id", "name" FROM "Application"
        WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${ids}) AND NOT "isManagement" AND ${conditions[change]}
        ORDER BY "id"
        FOR NO KEY UPDATE`;
      const data = {
        enable: { enabled: true },
        disable: { enabled: false },
        delete: { deletedAt: await readDatabaseClock(transaction), deletedById: personId },
        restore: { deletedAt: null, deletedById: null },
      };
      await transaction.application.updateMany({
        where: { workspaceId, id: { in: found.map(({ id }) => id) } },
        data: { ...data[change], version: { increment: 1 } },
      });
      for (const { id, name } of found) {
        await recordAuditEntry(transaction, { workspaceId, personId }, `application.${change}`, name, {
          subjectId: id,
          changes: change === "enable" || change === "disable" ? [toSwitchChange(data[change].enabled)] : [],
        });
      }
      return found.length;
    }),
  );
  await waitForKeyCacheExpiry();
  return { changed };
}

function toSwitchChange(enabled: boolean) {
  return { field: "Enable", before: formatSwitch(!enabled), after: formatSwitch(enabled) };
}
