import "server-only";
import { createApplicationNotFoundError, getApplication } from "@/lib/applications/queries";
import type {
  ApplicationEdit,
  ApplicationRow,
  IssuedKey,
  KeyToRegenerate,
  NewApplication,
  OverlapEdit,
} from "@/lib/applications/schema";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { AuditAction } from "@/lib/audit/schema";
import type { Author, WorkspaceId } from "@/lib/auth/actor";
import { describePermissions, formatPermissions } from "@/lib/auth/permissions";
import { isUniqueViolation } from "@/lib/db/errors";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { type Expiry, overlaps, resolveExpiry } from "@/lib/keys/lifetime";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";
import { createKey } from "@/lib/keys/secret";
import { foldName } from "@/lib/text/display-name";

/** Creates an application and its first key. `personId` is null on the command line. */
export async function createApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  { name, permissions, expiry = "never" }: NewApplication,
): Promise<IssuedKey> {
  const applicationId = createId();
  const issued = await rejectTakenName(() =>
    prisma.$transaction(async (transaction) => {
      const expiresAt = await checkExpiry(transaction, workspaceId, expiry);
      await transaction.application.create({
        data: {
          workspaceId,
          id: applicationId,
          name,
          foldedName: foldName(name),
          permissions,
          createdById: personId,
        },
      });
      await recordAuditEntry(transaction, { workspaceId, personId }, "application.create", name, {
        subjectId: applicationId,
        detail: [describePermissions(permissions), ...(expiresAt ? [describeExpiry(expiresAt)] : [])].join(
          ", ",
        ),
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
  { id, version, name, permissions, enabled, expiry }: ApplicationEdit,
): Promise<ApplicationRow> {
  const saved = await rejectTakenName(() =>
    prisma.$transaction(async (transaction) => {
      const where = { workspaceId, id, version, deletedAt: null };
      const before = await transaction.application.findFirst({ where, select: auditedFields });
      const { count } = await transaction.application.updateMany({
        where,
        data: { name, foldedName: foldName(name), permissions, enabled, version: { increment: 1 } },
      });
      // The matching version proves that `before` was still current.
      if (!before || count === 0) return false;
      const author = { workspaceId, personId };
      await recordEdit(transaction, author, id, before, { name, permissions, enabled });
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
 * Replaces the key. Once this resolves, old keys are rejected, or work until the overlap ends: an earlier old key too, at
 * most as long as it would have.
 */
export async function regenerateKey(
  workspaceId: WorkspaceId,
  personId: string | null,
  { applicationId, keyId, overlap = "none", expiry = "never" }: KeyToRegenerate,
): Promise<IssuedKey> {
  const issued = await prisma.$transaction(async (transaction) => {
    const name = await lockApplication(transaction, workspaceId, applicationId);
    const expiresAt = await checkExpiry(transaction, workspaceId, expiry);
    const replaced = await transaction.$queryRaw<{ id: string; revokedAt: Date }[]>`
      UPDATE "ApiKey"
      SET "revokedAt" = least("revokedAt", "expiresAt", clock_timestamp() + interval '1 millisecond' * ${overlaps[overlap]})
      WHERE "workspaceId" = ${workspaceId} AND "applicationId" = ${applicationId}
        AND ("revokedAt" IS NULL OR "revokedAt" > clock_timestamp())
        -- Fails as a whole if the key is no longer the current one.
        AND EXISTS (SELECT FROM "ApiKey" WHERE "workspaceId" = ${workspaceId} AND "id" = ${keyId} AND "revokedAt" IS NULL)
      RETURNING "id", "revokedAt"`;
    const old = replaced.find(({ id }) => id === keyId);
    if (!old) {
      throw new AppError(
        "conflict",
        "This key was already replaced or deleted. Reload to see the current key.",
      );
    }
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "application.regenerate", name, {
      subjectId: applicationId,
      detail: overlap === "none" ? "" : `the old key works until ${formatTime(old.revokedAt)}`,
    });
    return {
      applicationId,
      name,
      ...(await issueKey(transaction, workspaceId, { applicationId, personId, expiresAt })),
    };
  });
  await waitForKeyCacheExpiry();
  return issued;
}

/** Changes how long a replaced key still works, counted from now. With "none" it is rejected once this resolves. */
export async function setOverlap(
  workspaceId: WorkspaceId,
  personId: string | null,
  { applicationId, keyId, overlap }: OverlapEdit,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const name = await lockApplication(transaction, workspaceId, applicationId);
    const [changed] = await transaction.$queryRaw<{ revokedAt: Date }[]>`
      UPDATE "ApiKey"
      SET "revokedAt" = least("expiresAt", clock_timestamp() + interval '1 millisecond' * ${overlaps[overlap]})
      WHERE "workspaceId" = ${workspaceId} AND "applicationId" = ${applicationId} AND "id" = ${keyId}
        AND "revokedAt" > clock_timestamp()
      RETURNING "revokedAt"`;
    if (!changed) throw new AppError("conflict", "The old key no longer works. Nothing was changed.");
    await recordAuditEntry(transaction, { workspaceId, personId }, "application.overlap", name, {
      subjectId: applicationId,
      detail: overlap === "none" ? "it stopped" : `it works until ${formatTime(changed.revokedAt)}`,
    });
  });
  await waitForKeyCacheExpiry();
}

/** Deletes the application. Its key is rejected once this resolves. Its logs stay. */
export async function deleteApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  id: string,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const now = await readClock(transaction);
    const [deleted] = await transaction.application.updateManyAndReturn({
      where: { workspaceId, id, deletedAt: null },
      data: { deletedAt: now, version: { increment: 1 } },
      select: { name: true },
    });
    if (!deleted) throw new AppError("not_found", "This application was already deleted.");
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "application.delete", deleted.name, { subjectId: id });
    await transaction.apiKey.updateMany({
      where: { workspaceId, applicationId: id, OR: [{ revokedAt: null }, { revokedAt: { gt: now } }] },
      data: { revokedAt: now },
    });
  });
  await waitForKeyCacheExpiry();
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
      where: { workspaceId, id, deletedAt: null, enabled: !enabled },
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

const auditedFields = { name: true, permissions: true, enabled: true };
type AuditedFields = { name: string; permissions: string[]; enabled: boolean };

/** Records one audit entry per changed property. */
async function recordEdit(
  transaction: Transaction,
  author: Author,
  subjectId: string,
  before: AuditedFields,
  after: AuditedFields,
): Promise<void> {
  const record = (action: AuditAction, detail = "", name = after.name) =>
    recordAuditEntry(transaction, author, action, name, { subjectId, detail });
  if (before.name !== after.name) await record("application.rename", `to ${after.name}`, before.name);
  const added = after.permissions.filter((id) => !before.permissions.includes(id));
  const removed = before.permissions.filter((id) => !after.permissions.includes(id));
  const changes = [
    ...(added.length > 0 ? [`added ${formatPermissions(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${formatPermissions(removed)}`] : []),
  ];
  if (changes.length > 0) await record("application.permissions", changes.join(", "));
  if (before.enabled !== after.enabled)
    await record(after.enabled ? "application.enable" : "application.disable");
}

/** Locks the application and returns its name. A concurrent deletion waits, then revokes its new key too. */
async function lockApplication(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  id: string,
): Promise<string> {
  const [application] = await transaction.$queryRaw<{ name: string }[]>`
    SELECT "name" FROM "Application"
    WHERE "workspaceId" = ${workspaceId} AND "id" = ${id} AND "deletedAt" IS NULL
    FOR NO KEY UPDATE`;
  if (!application) throw createApplicationNotFoundError();
  return application.name;
}

/** Returns when such a key expires. Throws bad_request if the workspace does not allow it. */
async function checkExpiry(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  expiry: Expiry,
): Promise<Date | null> {
  const policy = await transaction.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { timeZone: true, maxKeyDays: true },
  });
  const { expiresAt, rejection: message } = resolveExpiry(expiry, policy, await readClock(transaction));
  if (message) throw new AppError("bad_request", message, { issues: [{ path: "expiry", message }] });
  return expiresAt;
}

/** Changes when the current key expires. */
async function setExpiry(
  transaction: Transaction,
  author: Author,
  { applicationId, name, expiry }: { applicationId: string; name: string; expiry: Expiry },
): Promise<void> {
  const { workspaceId } = author;
  const expiresAt = await checkExpiry(transaction, workspaceId, expiry);
  await transaction.apiKey.updateMany({
    where: { workspaceId, applicationId, revokedAt: null },
    data: { expiresAt },
  });
  await recordAuditEntry(transaction, author, "application.expiry", name, {
    subjectId: applicationId,
    detail: describeExpiry(expiresAt),
  });
}

/** The database's clock decides when keys stop: the clocks of processes differ. */
async function readClock(transaction: Transaction): Promise<Date> {
  const [row] = await transaction.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`;
  return row?.now ?? new Date();
}

function describeExpiry(expiresAt: Date | null): string {
  return expiresAt === null ? "it does not expire" : `it expires on ${formatTime(expiresAt)}`;
}

/** "2026-12-31 23:00 UTC" */
function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

async function issueKey(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  owner: { applicationId: string; personId: string | null; expiresAt: Date | null },
): Promise<Pick<IssuedKey, "keyId" | "key">> {
  const { applicationId, personId: createdById, expiresAt } = owner;
  const { key, hash, hint } = createKey();
  const keyId = createId();
  await transaction.apiKey.create({
    data: { workspaceId, id: keyId, applicationId, hash, hint, createdById, expiresAt },
  });
  return { keyId, key };
}

async function rejectTakenName<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = "This name is taken. Choose another.";
    throw new AppError("conflict", message, { issues: [{ path: "name", message }] });
  }
}
