import "server-only";
import { createApplicationNotFoundError } from "@/lib/applications/queries";
import type { IssuedKey } from "@/lib/applications/rows";
import type { KeyToRegenerate, OverlapEdit } from "@/lib/applications/schema";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Author, WorkspaceId } from "@/lib/auth/actor";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { type Expiry, overlaps, resolveExpiry } from "@/lib/keys/lifetime";
import { keyPrefix, tokenPrefix } from "@/lib/keys/mask";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";
import { createKey } from "@/lib/keys/secret";

/**
 * Replaces the key. Once this resolves, old keys are rejected, or work until the overlap ends: an earlier old key too, at
 * most as long as it would have.
 */
export async function regenerateKey(
  workspaceId: WorkspaceId,
  personId: string | null,
  { applicationId, keyId, overlap = "none", expiry = "never" }: KeyToRegenerate,
  { isManagement = false }: KeyOwner = {},
): Promise<IssuedKey> {
  const issued = await prisma.$transaction(async (transaction) => {
    const name = await lockApplication(transaction, workspaceId, applicationId, { isManagement });
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
    await recordAuditEntry(
      transaction,
      author,
      isManagement ? "token.regenerate" : "application.regenerate",
      name,
      {
        subjectId: applicationId,
        detail: overlap === "none" ? "" : `the old key works until ${formatUtcTime(old.revokedAt)}`,
      },
    );
    return {
      applicationId,
      name,
      ...(await issueKey(transaction, workspaceId, { applicationId, personId, expiresAt, isManagement })),
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
      detail: overlap === "none" ? "it stopped" : `it works until ${formatUtcTime(changed.revokedAt)}`,
    });
  });
  await waitForKeyCacheExpiry();
}

/** Functions for applications reject management tokens unless `isManagement` is set. */
type KeyOwner = { isManagement?: boolean };

/** Locks the application and returns its name. A concurrent deletion waits, then revokes its new key too. */
export async function lockApplication(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  id: string,
  { isManagement = false }: KeyOwner = {},
): Promise<string> {
  const [application] = await transaction.$queryRaw<{ name: string }[]>`
    SELECT "name" FROM "Application"
    WHERE "workspaceId" = ${workspaceId} AND "id" = ${id} AND "deletedAt" IS NULL AND "isManagement" = ${isManagement}
    FOR NO KEY UPDATE`;
  if (!application) throw createApplicationNotFoundError();
  return application.name;
}

/** Returns when such a key expires. Throws bad_request if the workspace does not allow it. */
export async function checkExpiry(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  expiry: Expiry,
): Promise<Date | null> {
  const policy = await transaction.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { timeZone: true, maxKeyDays: true },
  });
  const { expiresAt, rejection: message } = resolveExpiry(
    expiry,
    policy,
    await readDatabaseClock(transaction),
  );
  if (message) throw new AppError("bad_request", message, { issues: [{ path: "expiry", message }] });
  return expiresAt;
}

/** Changes when the current key expires. */
export async function setExpiry(
  transaction: Transaction,
  author: Author,
  { applicationId, name, expiry }: { applicationId: string; name: string; expiry: Expiry },
): Promise<void> {
  const { workspaceId } = author;
  const expiresAt = await checkExpiry(transaction, workspaceId, expiry);
  const where = { workspaceId, applicationId, revokedAt: null };
  const before = await transaction.apiKey.findFirst({ where, select: { expiresAt: true } });
  await transaction.apiKey.updateMany({ where, data: { expiresAt } });
  await recordAuditEntry(transaction, author, "application.expiry", name, {
    subjectId: applicationId,
    detail: describeExpiry(expiresAt),
    changes: [
      { field: "Expires", before: formatEnd(before?.expiresAt ?? null), after: formatEnd(expiresAt) },
    ],
  });
}

/** The database's clock decides when keys stop: the clocks of processes differ. */
export async function readDatabaseClock(transaction: Transaction): Promise<Date> {
  const [row] = await transaction.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`;
  return row?.now ?? new Date();
}

export function describeExpiry(expiresAt: Date | null): string {
  return expiresAt === null ? "it does not expire" : `it expires on ${formatUtcTime(expiresAt)}`;
}

function formatEnd(time: Date | null): string {
  return time === null ? "Never" : formatUtcTime(time);
}

/** "2026-12-31 23:00 UTC" */
export function formatUtcTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export async function issueKey(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  owner: KeyOwner & { applicationId: string; personId: string | null; expiresAt: Date | null },
): Promise<Pick<IssuedKey, "keyId" | "key">> {
  const { applicationId, personId: createdById, expiresAt, isManagement = false } = owner;
  const { key, hash, hint } = createKey(isManagement ? tokenPrefix : keyPrefix);
  const keyId = createId();
  await transaction.apiKey.create({
    data: { workspaceId, id: keyId, applicationId, hash, hint, createdById, expiresAt },
  });
  return { keyId, key };
}
