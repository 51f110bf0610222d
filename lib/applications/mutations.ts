import "server-only";
import { getApplication } from "@/lib/applications/queries";
import {
  type ApplicationEdit,
  type ApplicationRow,
  foldName,
  type IssuedKey,
  type NewApplication,
} from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { isUniqueViolation } from "@/lib/db/errors";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { outwaitKeyLeases } from "@/lib/keys/queries";
import { createKey } from "@/lib/keys/secret";

/** Makes an application and its first key. `personId` is null on the command line. */
export async function createApplication(
  workspaceId: WorkspaceId,
  personId: string | null,
  { name, permissions }: NewApplication,
): Promise<IssuedKey> {
  const applicationId = createId();
  const key = await refuseTakenName(() =>
    prisma.$transaction(async (transaction) => {
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
      return issueKey(transaction, workspaceId, applicationId, personId);
    }),
  );
  return { applicationId, name, key };
}

/** Saves an edit, unless somebody else saved one since it was begun. What it takes away is gone when it resolves. */
export async function updateApplication(
  workspaceId: WorkspaceId,
  { id, version, name, permissions, enabled }: ApplicationEdit,
): Promise<ApplicationRow> {
  const { count } = await refuseTakenName(() =>
    prisma.application.updateMany({
      where: { workspaceId, id, version, deletedAt: null },
      data: { name, foldedName: foldName(name), permissions, enabled, version: { increment: 1 } },
    }),
  );
  await outwaitKeyLeases();
  const application = await getApplication(workspaceId, id);
  if (count === 0) {
    throw new AppError(
      "conflict",
      "Somebody else changed this application while you were editing it. Nothing of yours was saved.",
    );
  }
  return application;
}

/** Replaces the key. The old one is refused from the moment that this resolves. */
export async function regenerateKey(
  workspaceId: WorkspaceId,
  personId: string,
  { applicationId, keyId }: { applicationId: string; keyId: string },
): Promise<IssuedKey> {
  const { name } = await getApplication(workspaceId, applicationId);
  const key = await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.apiKey.updateMany({
      where: { workspaceId, applicationId, id: keyId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) {
      throw new AppError(
        "conflict",
        "Somebody else has just regenerated or deleted this key. Their change stands, yours was not made.",
      );
    }
    return issueKey(transaction, workspaceId, applicationId, personId);
  });
  await outwaitKeyLeases();
  return { applicationId, name, key };
}

/** Deletes the application. Its key is refused from the moment that this resolves; its logs stay. */
export async function deleteApplication(workspaceId: WorkspaceId, id: string): Promise<void> {
  const now = new Date();
  await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.application.updateMany({
      where: { workspaceId, id, deletedAt: null },
      data: { deletedAt: now, version: { increment: 1 } },
    });
    if (count === 0) throw new AppError("not_found", "This application was already deleted.");
    await transaction.apiKey.updateMany({
      where: { workspaceId, applicationId: id, revokedAt: null },
      data: { revokedAt: now },
    });
  });
  await outwaitKeyLeases();
}

/** Turns an application's calls on or off, whatever else is being edited. */
export async function setEnabled(workspaceId: WorkspaceId, id: string, enabled: boolean): Promise<void> {
  const { count } = await prisma.application.updateMany({
    where: { workspaceId, id, deletedAt: null },
    data: { enabled, version: { increment: 1 } },
  });
  if (count === 0) throw new AppError("not_found", "This application is not there.");
  await outwaitKeyLeases();
}

async function issueKey(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  applicationId: string,
  personId: string | null,
): Promise<string> {
  const { key, hash, hint } = createKey();
  await transaction.apiKey.create({
    data: { workspaceId, id: createId(), applicationId, hash, hint, createdById: personId },
  });
  return key;
}

async function refuseTakenName<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = "There is already an application with this name. Choose another.";
    throw new AppError("conflict", message, { issues: [{ path: "name", message }] });
  }
}
