import "server-only";
import { auditedFields, describeRateLimit, recordEdit } from "@/lib/applications/audit/mutations";
import { applicationsOf } from "@/lib/applications/conditions";
import { storeObserved } from "@/lib/applications/observed-permissions";
import { getApplication } from "@/lib/applications/queries";
import { type ApplicationRow, type IssuedKey, observationTime } from "@/lib/applications/rows";
import type {
  ApplicationEdit,
  ApplicationToRestore,
  NewApplication,
  Restrictions,
} from "@/lib/applications/schema";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { describePermissions } from "@/lib/auth/permissions";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { rejectTakenValue } from "@/lib/db/taken-values";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import {
  checkExpiry,
  describeExpiry,
  issueKey,
  lockApplication,
  readDatabaseClock,
  setExpiry,
} from "@/lib/keys/mutations";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";
import { foldName } from "@/lib/text/display-name";

/** Creates an application and its first key. `personId` is null on the command line. */
export async function createApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  { name, permissions, expiry = "never", allowedIps = [], callsPerMinute = null, ...input }: NewApplication,
): Promise<IssuedKey> {
  checkCallsPerMinute(callsPerMinute);
  const { description = "", ownerId = personId } = input;
  const applicationId = createId();
  const issued = await rejectTakenName(() =>
    prisma.$transaction(async (transaction) => {
      const expiresAt = await checkExpiry(transaction, workspaceId, expiry);
      if (input.ownerId) await checkOwner(transaction, workspaceId, input.ownerId);
      await transaction.application.create({
        data: {
          workspaceId,
          id: applicationId,
          name,
          foldedName: foldName(name),
          permissions,
          allowedIps,
          callsPerMinute,
          description,
          ownerId,
          createdById: personId,
        },
      });
      await recordAuditEntry(transaction, { workspaceId, personId }, "application.create", name, {
        subjectId: applicationId,
        detail: [
          describePermissions(permissions),
          ...(expiresAt ? [describeExpiry(expiresAt)] : []),
          ...(allowedIps.length > 0 ? [`from ${allowedIps.join(", ")}`] : []),
          ...(callsPerMinute === null ? [] : [describeRateLimit(callsPerMinute)]),
        ].join(", "),
      });
      return issueKey(transaction, workspaceId, { applicationId, personId, expiresAt });
    }),
  );
  return { applicationId, name, ...issued };
}

/** Saves an edit, or throws conflict if the version is outdated. Removed rights no longer apply once this resolves. */
export async function updateApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  { id, version, name, permissions, enabled, expiry, ...edit }: ApplicationEdit,
): Promise<ApplicationRow> {
  checkCallsPerMinute(edit.callsPerMinute);
  const saved = await rejectTakenName(() =>
    prisma.$transaction(async (transaction) => {
      const where = { ...applicationsOf(workspaceId), id, version, deletedAt: null };
      const before = await transaction.application.findFirst({ where, select: editedFields });
      if (!before) return false;
      const { description = before.description, ownerId = before.ownerId } = edit;
      if (edit.ownerId) await checkOwner(transaction, workspaceId, edit.ownerId);
      const after = { name, description, ownerId, permissions, enabled, ...applyRestrictions(before, edit) };
      const now = await readDatabaseClock(transaction);
      const observedPermissions = storeObserved(before, permissions, { observe: edit.observe, now });
      const { count } = await transaction.application.updateMany({
        where,
        data: { ...after, observedPermissions, foldedName: foldName(name), version: { increment: 1 } },
      });
      // The matching version proves that `before` was still current.
      if (count === 0) return false;
      const author = { workspaceId, personId };
      const observedUntil = edit.observe ? new Date(now.getTime() + observationTime) : null;
      await recordEdit(transaction, author, id, before, after, observedUntil);
      if (expiry !== undefined) await setExpiry(transaction, author, { applicationId: id, name, expiry });
      return true;
    }),
  );
  await waitForKeyCacheExpiry();
  const application = await getApplication(workspaceId, id);
  if (!saved) {
    throw new AppError(
      "conflict",
      "Another person saved this application first. Your changes were not saved.",
    );
  }
  return application;
}

/**
 * Deletes the application. Its keys are rejected once this resolves, and stay as they are: `restoreApplication` brings back
 * the same keys.
 */
export async function deleteApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  id: string,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const [deleted] = await transaction.application.updateManyAndReturn({
      where: { ...applicationsOf(workspaceId), id, deletedAt: null },
      data: {
        deletedAt: await readDatabaseClock(transaction),
        deletedById: personId,
        version: { increment: 1 },
      },
      select: { name: true },
    });
    if (!deleted) throw new AppError("not_found", "This application was already deleted.");
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "application.delete", deleted.name, { subjectId: id });
  });
  await waitForKeyCacheExpiry();
}

/**
 * Restores a deleted application with its keys as they were, until it is purged. Throws conflict with an issue of `name` if
 * the name was taken: `name` chooses another.
 */
export async function restoreApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  { id, name }: ApplicationToRestore,
): Promise<ApplicationRow> {
  await rejectTakenName(() =>
    prisma.$transaction(async (transaction) => {
      const where = { ...applicationsOf(workspaceId), id, deletedAt: { not: null }, purgedAt: null };
      const before = await transaction.application.findFirst({
        where,
        select: { name: true, version: true },
      });
      // The version proves that `before` is still current: two admins may restore at the same time.
      const { count } = await transaction.application.updateMany({
        where: { ...where, version: before?.version ?? 0 },
        data: {
          deletedAt: null,
          deletedById: null,
          version: { increment: 1 },
          ...(name !== undefined && { name, foldedName: foldName(name) }),
        },
      });
      if (!before || count === 0) throw await createRestoreError(transaction, workspaceId, id);
      const isRenamed = name !== undefined && name !== before.name;
      await recordAuditEntry(transaction, { workspaceId, personId }, "application.restore", before.name, {
        subjectId: id,
        detail: isRenamed ? `as ${name}` : "",
      });
    }),
  );
  // A process may still reject the key by its cache.
  await waitForKeyCacheExpiry();
  return getApplication(workspaceId, id);
}

async function createRestoreError(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  id: string,
): Promise<AppError> {
  const where = { ...applicationsOf(workspaceId), id, deletedAt: null };
  const isRestored = (await transaction.application.count({ where })) > 0;
  return isRestored
    ? new AppError("conflict", "This application was already restored.")
    : new AppError("not_found", "This application can no longer be restored.");
}

/** Enables or disables an application, regardless of its version. `personId` is null on the command line. */
export async function setEnabled(
  workspaceId: WorkspaceId,
  personId: string | null,
  id: string,
  enabled: boolean,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const [changed] = await transaction.application.updateManyAndReturn({
      where: { ...applicationsOf(workspaceId), id, deletedAt: null, enabled: !enabled },
      data: { enabled, version: { increment: 1 } },
      select: auditedFields,
    });
    if (!changed) return;
    const before = { ...changed, enabled: !enabled };
    await recordEdit(transaction, { workspaceId, personId }, id, before, changed);
  });
  await waitForKeyCacheExpiry();
  // Throws not_found for an unknown application.
  await getApplication(workspaceId, id);
}

/** Changes what restricts an application, regardless of its version. Once this resolves, calls outside are rejected. */
export async function setRestrictions(
  workspaceId: WorkspaceId,
  personId: string | null,
  id: string,
  restrictions: Restrictions,
): Promise<void> {
  checkCallsPerMinute(restrictions.callsPerMinute);
  await prisma.$transaction(async (transaction) => {
    await lockApplication(transaction, workspaceId, id);
    const where = { workspaceId, id };
    const before = await transaction.application.findFirstOrThrow({ where, select: auditedFields });
    const restricted = applyRestrictions(before, restrictions);
    await transaction.application.updateMany({
      where,
      data: { ...restricted, version: { increment: 1 } },
    });
    await recordEdit(transaction, { workspaceId, personId }, id, before, { ...before, ...restricted });
  });
  await waitForKeyCacheExpiry();
}

type Restricted = { allowedIps: string[]; callsPerMinute: number | null };

function applyRestrictions(before: Restricted, { allowedIps, callsPerMinute }: Restrictions): Restricted {
  return {
    allowedIps: allowedIps ?? before.allowedIps,
    callsPerMinute: callsPerMinute === undefined ? before.callsPerMinute : callsPerMinute,
  };
}

/** Throws bad_request unless the owner is a member of the workspace. */
async function checkOwner(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  ownerId: string,
): Promise<void> {
  const isMember = (await transaction.membership.count({ where: { workspaceId, personId: ownerId } })) > 0;
  if (isMember) return;
  const message = "Choose a member of this workspace.";
  throw new AppError("bad_request", message, { issues: [{ path: "ownerId", message }] });
}

/** Throws bad_request for a limit that would not be below the workspace's. */
function checkCallsPerMinute(callsPerMinute: number | null | undefined): void {
  if (!callsPerMinute) return;
  const { RATE_LIMIT_PER_MINUTE: limit } = env();
  if (callsPerMinute <= limit) return;
  const message = `Use ${limit.toLocaleString("en")} at most, the limit of the workspace.`;
  throw new AppError("bad_request", message, { issues: [{ path: "callsPerMinute", message }] });
}

const editedFields = { ...auditedFields, observedPermissions: true };

const takenName = { path: "name", message: "This name is taken. Choose another." };

export function rejectTakenName<Result>(write: () => Promise<Result>): Promise<Result> {
  return rejectTakenValue(takenName, write);
}
