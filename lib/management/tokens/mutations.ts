import "server-only";
import type { IssuedKey } from "@/lib/applications/rows";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { rejectTakenValue } from "@/lib/db/taken-values";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import {
  checkExpiry,
  describeExpiry,
  issueKey,
  readDatabaseClock,
  regenerateKey,
} from "@/lib/keys/mutations";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";
import { tokensOf } from "@/lib/management/tokens/queries";
import { type NewToken, permissionsByScope, type TokenToRegenerate } from "@/lib/management/tokens/schema";
import { foldName } from "@/lib/text/display-name";

const maxTokens = 20;

/** Creates a management token. Its key is in the result only. */
export async function createToken(
  workspaceId: WorkspaceId,
  personId: string,
  { name, scope, expiry }: NewToken,
): Promise<IssuedKey> {
  const id = createId();
  const taken = { path: "name", message: "This name is taken. Choose another." };
  const issued = await rejectTakenValue(taken, () =>
    prisma.$transaction(async (transaction) => {
      // Locks the workspace: two requests must not both create the last allowed token.
      await transaction.$queryRaw`SELECT 1 FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`;
      if ((await transaction.application.count({ where: tokensOf(workspaceId) })) >= maxTokens)
        throw new AppError(
          "conflict",
          `A workspace has ${maxTokens} management tokens at most. Revoke one first.`,
        );
      const expiresAt = await checkExpiry(transaction, workspaceId, expiry);
      const permissions = [...permissionsByScope[scope]];
      await transaction.application.create({
        data: {
          workspaceId,
          id,
          name,
          foldedName: foldName(name),
          permissions,
          isManagement: true,
          createdById: personId,
        },
      });
      await recordAuditEntry(transaction, { workspaceId, personId }, "token.create", name, {
        subjectId: id,
        detail: `${scope === "write" ? "read and write" : "read only"}, ${describeExpiry(expiresAt)}`,
      });
      return issueKey(transaction, workspaceId, {
        applicationId: id,
        personId,
        expiresAt,
        isManagement: true,
      });
    }),
  );
  return { applicationId: id, name, ...issued };
}

/** Replaces the key of a token. The old one is rejected once this resolves. */
export function regenerateToken(
  workspaceId: WorkspaceId,
  personId: string,
  { id: applicationId, keyId, expiry }: TokenToRegenerate,
): Promise<IssuedKey> {
  return regenerateKey(workspaceId, personId, { applicationId, keyId, expiry }, { isManagement: true });
}

/** Revokes a token for good. Its calls are rejected once this resolves. Its log stays. */
export async function revokeToken(workspaceId: WorkspaceId, personId: string, id: string): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const now = await readDatabaseClock(transaction);
    const [revoked] = await transaction.application.updateManyAndReturn({
      where: { ...tokensOf(workspaceId), id },
      data: { deletedAt: now, deletedById: personId },
      select: { name: true },
    });
    if (!revoked) throw new AppError("not_found", "This token was already revoked.");
    await transaction.apiKey.updateMany({
      where: { workspaceId, applicationId: id, revokedAt: null },
      data: { revokedAt: now },
    });
    await recordAuditEntry(transaction, { workspaceId, personId }, "token.revoke", revoked.name, {
      subjectId: id,
    });
  });
  await waitForKeyCacheExpiry();
}
