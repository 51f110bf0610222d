import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import type { ObservedCalls } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day } from "@/lib/time";

/** Counts the calls that passed although their permission had been removed, from each removal on. */
export async function countObservedCalls(
  workspaceId: WorkspaceId,
  applicationId: string,
  removals: readonly { permission: Permission; since: Date }[],
): Promise<ObservedCalls> {
  const until = new Date((Math.floor(Date.now() / day) + 1) * day);
  const counts = await Promise.all(
    removals.map(async ({ permission, since }) => {
      const range = { from: since, until };
      return [
        permission,
        await logStore.countObservedCalls(workspaceId, applicationId, permission, range),
      ] as const;
    }),
  );
  return Object.fromEntries(counts);
}
