import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { getIdTime } from "@/lib/ids";
import type { KeyUse } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { waitForLogs } from "@/lib/logs/write/buffer";

/** Bounds the count: a busy key has millions of calls an hour. */
const maxCounted = 10_000;

/** Counts a key's accepted calls of the last hour, and finds the last one of the last 24 hours. */
export async function getKeyUse(
  workspaceId: WorkspaceId,
  apiKeyId: string,
  now = Date.now(),
): Promise<KeyUse> {
  await waitForLogs();
  const key = await prisma.apiKey.findUnique({
    where: { workspaceId_id: { workspaceId, id: apiKeyId } },
    select: { applicationId: true },
  });
  if (!key) return { calls: 0, hasMore: false, lastAt: null, client: null, ipAddress: null };
  const { lastId, ...use } = await logStore.getKeyUse(workspaceId, { ...key, apiKeyId }, now, maxCounted);
  return { ...use, lastAt: lastId === null ? null : getIdTime(lastId) };
}
