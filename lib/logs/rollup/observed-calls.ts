import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { splitTimeRange } from "@/lib/logs/read/time-range";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import type { ObservedCalls } from "@/lib/logs/schema";
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
      const slices = splitTimeRange({ from: since, until });
      const { rows } = await pool.query<{ calls: number }>(Prisma.sql`
        SELECT coalesce(sum(c."calls"), 0)::int AS "calls"
        FROM "RequestDimension" d
        JOIN (${callCountsSql(workspaceId, slices)}) c ON c."dimensionId" = d."id"
        WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = ${applicationId}
          AND d."observed" AND d."permission" = ${permission}`);
      return [permission, rows[0]?.calls ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}
