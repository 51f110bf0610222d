import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { enqueueEmail } from "@/lib/email/mutations";
import { env } from "@/lib/env";
import { readDatabaseClock } from "@/lib/keys/mutations";
import { waitForKeyCacheExpiry } from "@/lib/keys/queries";
import type { LeakSource } from "@/lib/leaked-keys/schema";

/** What a report did. Revoked: a management token. Null: the key no longer worked. */
type LeakEffect = "disabled" | "stopped" | "revoked" | null;

/**
 * Stops reported keys, by the hex SHA-256 of each, in whatever workspace they are. Once this resolves, their calls are
 * rejected. Returns the hashes of keys that exist. A reporter without a proof of identity must not learn them.
 */
export async function reportLeakedKeys(
  hashes: Iterable<string>,
  sources: ReadonlyMap<string, LeakSource> = new Map(),
): Promise<Set<string>> {
  const known = new Set<string>();
  for (const hash of new Set(hashes)) {
    const found = await prisma.apiKey.findUnique({
      where: { hash: Buffer.from(hash, "hex") },
      select: { workspaceId: true, id: true, applicationId: true },
    });
    if (!found) continue;
    known.add(hash);
    await stopLeakedKey(
      found.workspaceId as WorkspaceId,
      found,
      sources.get(hash) ?? { reporter: "a visitor" },
    );
  }
  if (known.size > 0) await waitForKeyCacheExpiry();
  return known;
}

/**
 * The current key's application is disabled; a replaced key stops, and the new one keeps working. A management token is
 * revoked for good: its owners create another one.
 */
async function stopLeakedKey(
  workspaceId: WorkspaceId,
  key: { id: string; applicationId: string },
  source: LeakSource,
): Promise<void> {
  const { id, applicationId } = key;
  await prisma.$transaction(async (transaction) => {
    // Of deleted applications and workspaces as well: they can be restored.
    const [application] = await transaction.$queryRaw<
      { name: string; enabled: boolean; isManagement: boolean; deletedAt: Date | null }[]
    >`
      SELECT a."name", a."enabled", a."isManagement", coalesce(a."deletedAt", w."deletedAt") AS "deletedAt"
      FROM "Application" a JOIN "Workspace" w ON w."id" = a."workspaceId"
      WHERE a."workspaceId" = ${workspaceId} AND a."id" = ${applicationId} FOR NO KEY UPDATE OF a`;
    const where = { workspaceId, id };
    const select = { leakedAt: true, revokedAt: true, expiresAt: true };
    const stored = await transaction.apiKey.findFirst({ where, select });
    if (!application || !stored) return;
    const now = await readDatabaseClock(transaction);
    const { leakedAt, revokedAt, expiresAt } = stored;
    const isOver = (revokedAt !== null && revokedAt <= now) || (expiresAt !== null && expiresAt <= now);
    const effect: LeakEffect =
      isOver || application.deletedAt !== null || !application.enabled
        ? null
        : application.isManagement
          ? "revoked"
          : revokedAt === null
            ? "disabled"
            : "stopped";
    // A repeated report changes nothing, unless the key was enabled again.
    if (leakedAt !== null && effect === null) return;
    await transaction.apiKey.updateMany({
      where,
      data: {
        leakedAt: leakedAt ?? now,
        ...((effect === "stopped" || effect === "revoked") && { revokedAt: now }),
      },
    });
    if (effect === "disabled")
      await transaction.application.updateMany({
        where: { workspaceId, id: applicationId },
        data: { enabled: false, version: { increment: 1 } },
      });
    if (effect === "revoked")
      await transaction.application.updateMany({
        where: { workspaceId, id: applicationId },
        data: { deletedAt: now },
      });
    const author = { workspaceId, personId: null };
    await recordAuditEntry(
      transaction,
      author,
      application.isManagement ? "token.leak" : "application.leak",
      application.name,
      {
        subjectId: applicationId,
        detail: `by ${describeSource(source)}; ${describeEffect(effect)}`,
      },
    );
    if (effect !== null)
      await notifyAdmins(transaction, workspaceId, { application, effect, source, applicationId });
  });
}

type Leak = {
  application: { name: string; isManagement: boolean };
  applicationId: string;
  effect: Exclude<LeakEffect, null>;
  source: LeakSource;
};

async function notifyAdmins(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  { application, applicationId, effect, source }: Leak,
): Promise<void> {
  const workspace = await transaction.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: {
      name: true,
      slug: true,
      memberships: {
        where: { role: { in: ["owner", "admin"] } },
        select: { person: { select: { id: true, name: true, email: true } } },
      },
    },
  });
  for (const { person } of workspace.memberships) {
    const draft = messages.leakedKey({
      name: person.name,
      workspaceName: workspace.name,
      noun: application.isManagement ? "management token" : "application",
      applicationName: application.name,
      source: describeSource(source),
      effect: describeEffect(effect),
      url: `${env().NEXTAUTH_URL}/${workspace.slug}/settings/api-access/${application.isManagement ? "management-tokens" : applicationId}`,
    });
    await enqueueEmail(transaction, {
      kind: "leakedKey",
      toAddress: person.email,
      personId: person.id,
      draft,
    });
  }
}

const maxUrlLength = 300;

function describeSource(source: LeakSource): string {
  if (source.reporter === "a visitor") return source.reporter;
  return source.url === "" ? "GitHub" : `GitHub, which found it at ${source.url.slice(0, maxUrlLength)}`;
}

function describeEffect(effect: LeakEffect): string {
  if (effect === "disabled") return "its calls are rejected, because the application was disabled";
  if (effect === "stopped") return "it was the old key, which has stopped";
  if (effect === "revoked") return "the management token was revoked";
  return "it did not work any more";
}
