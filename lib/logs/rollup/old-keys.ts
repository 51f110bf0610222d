import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import type { CallsSinceDeletion, DeletedApplicationInUse, OldKeyInUse } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";

/** An application's old keys with calls in the last 24 hours, the last used first. The application may be deleted. */
export async function listOldKeysInUse(
  workspaceId: WorkspaceId,
  applicationId: string,
): Promise<OldKeyInUse[]> {
  const used = await logStore.listRejectedKeys(workspaceId, applicationId);
  if (used.length === 0) return [];
  const ended = await findEndedKeys(
    workspaceId,
    used.map(({ apiKeyId }) => apiKeyId),
  );
  return used.flatMap(({ apiKeyId, lastId, ...use }) => {
    const key = ended.get(apiKeyId);
    return key ? [{ ...key, ...use, lastAt: getIdTime(lastId) }] : [];
  });
}

type EndedKey = Pick<OldKeyInUse, "id" | "hint" | "revokedAt" | "deleted">;

/** A restored key has calls that were rejected before, and works: it is left out. */
async function findEndedKeys(
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<Map<string, EndedKey>> {
  const select = Prisma.sql`
    SELECT k."id", k."hint", e."endedAt" AS "revokedAt", coalesce(e."endedAt" = a."deletedAt", false) AS "deleted"
    FROM "ApiKey" k
    JOIN "Application" a ON a."workspaceId" = ${workspaceId} AND a."id" = k."applicationId"
    JOIN LATERAL (SELECT least(k."revokedAt", a."deletedAt")) e("endedAt") ON e."endedAt" <= now()
    WHERE k."workspaceId" = ${workspaceId} AND k."id" = ANY(${ids})`;
  const { rows } = await pool.query<EndedKey>(nameStatement("find-ended-keys", select));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The deleted applications that can be restored and had calls in the last 24 hours, the most called first. */
export async function listDeletedApplicationsInUse(
  workspaceId: WorkspaceId,
): Promise<DeletedApplicationInUse[]> {
  const select = Prisma.sql`
    SELECT "id", "name" FROM "Application"
    WHERE "workspaceId" = ${workspaceId} AND "deletedAt" IS NOT NULL AND "purgedAt" IS NULL
    ORDER BY "name"`;
  const { rows: deleted } = await pool.query<{ id: string; name: string }>(
    nameStatement("list-restorable-applications", select),
  );
  if (deleted.length === 0) return [];
  const counts = await logStore.countUnauthorizedCalls(
    workspaceId,
    deleted.map(({ id }) => id),
  );
  const calls = new Map(counts.map((count) => [count.applicationId, count.calls]));
  return deleted
    .map((application) => ({ ...application, calls: calls.get(application.id) ?? 0 }))
    .filter((application) => application.calls > 0)
    .sort((a, b) => b.calls - a.calls);
}

/** The rejected calls of deleted applications since their deletion, by application. */
export async function countCallsSinceDeletion(
  workspaceId: WorkspaceId,
  applications: readonly { id: string; deletedAt: Date }[],
): Promise<Map<string, CallsSinceDeletion>> {
  if (applications.length === 0) return new Map();
  const retentionStart = await getRetentionStart(workspaceId);
  const counted = applications.map(({ id, deletedAt }) => ({
    id,
    since: new Date(Math.max(+deletedAt, +retentionStart)),
  }));
  const counts = await logStore.countUnauthorizedCallsSince(workspaceId, counted);
  const calls = new Map(counts.map((count) => [count.applicationId, count.calls]));
  return new Map(counted.map(({ id, since }) => [id, { calls: calls.get(id) ?? 0, countedFrom: since }]));
}
