import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import type { FirstCallRow } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { minute } from "@/lib/time";

/** Between the clocks of the database, which dates keys, and of the API's processes, which date calls. */
const maxClockSkew = minute;

/** Finds a key's newest successful call, or its newest call if none succeeded. Null before its first call. */
export async function findFirstCall(
  workspaceId: WorkspaceId,
  apiKeyId: string,
): Promise<FirstCallRow | null> {
  await waitForLogs();
  const key = await prisma.apiKey.findUnique({
    where: { workspaceId_id: { workspaceId, id: apiKeyId } },
    select: { applicationId: true, createdAt: true },
  });
  if (!key) return null;
  const from = new Date(key.createdAt.getTime() - maxClockSkew);
  return logStore.findNewestCallOfKey(workspaceId, { applicationId: key.applicationId, apiKeyId }, from);
}
