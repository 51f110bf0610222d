import "server-only";
import { listObserved, toStoredObservation } from "@/lib/applications/observed-permissions";
import { getApplication } from "@/lib/applications/queries";
import type { ApplicationRow } from "@/lib/applications/rows";
import type { ObservationEnd } from "@/lib/applications/schema";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { formatPermissions, type Permission, permissionIds } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { lockApplication, readDatabaseClock } from "@/lib/keys/mutations";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";

/**
 * Decides about a removed permission whose calls still pass: it is granted again, or its calls are rejected once this
 * resolves.
 */
export async function endObservation(
  workspaceId: WorkspaceId,
  personId: string | null,
  { id, permission, keep }: ObservationEnd,
): Promise<ApplicationRow> {
  await prisma.$transaction(async (transaction) => {
    const name = await lockApplication(transaction, workspaceId, id);
    const where = { workspaceId, id };
    const before = await transaction.application.findFirstOrThrow({
      where,
      select: { permissions: true, observedPermissions: true },
    });
    const observed = listObserved(before.observedPermissions, await readDatabaseClock(transaction));
    if (observed.every((entry) => entry.permission !== permission))
      throw new AppError("conflict", "This permission is no longer observed. Nothing was changed.");
    const left = observed.filter((entry) => entry.permission !== permission);
    const granted = (other: Permission) => other === permission || before.permissions.includes(other);
    await transaction.application.updateMany({
      where,
      data: {
        observedPermissions: toStoredObservation(left),
        ...(keep && { permissions: permissionIds.filter(granted) }),
        version: { increment: 1 },
      },
    });
    const label = formatPermissions([permission]);
    await recordAuditEntry(transaction, { workspaceId, personId }, "application.permissions", name, {
      subjectId: id,
      detail: keep ? `kept ${label}` : `calls that need ${label} are rejected from now on`,
    });
  });
  await waitForKeyCacheExpiry();
  return getApplication(workspaceId, id);
}
