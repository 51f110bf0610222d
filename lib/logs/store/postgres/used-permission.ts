import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import { day, hour } from "@/lib/time";

/**
 * Whether the application `e` had an accepted call from `since` (a whole hour) on that needed the permission `p`. Ends at the
 * first roll-up that it finds.
 */
export function wasPermissionUsedSql(workspaceId: WorkspaceId, since: Date, now: number): Prisma.Sql {
  const firstDay = Math.ceil(since.getTime() / day) * day;
  // Of the day in which the time begins, only the hours from then on count.
  const hours = listNewestFirst(since.getTime(), firstDay - hour, hour);
  const days = listNewestFirst(firstDay, now + hour, day);
  return Prisma.sql`
    coalesce((
      SELECT true FROM "RequestDimension" d
      WHERE d."workspaceId" = ${workspaceId} AND d."applicationId" = e."id" AND d."permission" = p."permission"
        AND d."errorCode" <> ALL(${rejectedCodes})
        AND (${hasRollupSql(workspaceId, 24, days)} OR ${hasRollupSql(workspaceId, 1, hours)})
      LIMIT 1
    ), false)`;
}

/** Whether the dimension `d` has a roll-up in one of the buckets. LIMIT keeps the planner from joining whole tables. */
export function hasRollupSql(workspaceId: WorkspaceId, hours: 1 | 24, starts: readonly Date[]): Prisma.Sql {
  return Prisma.sql`
    coalesce((
      SELECT true FROM unnest(${starts}::timestamptz[]) AS s("start")
      JOIN "RequestRollup" c ON c."workspaceId" = ${workspaceId} AND c."bucketHours" = ${hours}
        AND c."bucketStart" = s."start" AND c."dimensionId" = d."id"
      LIMIT 1
    ), false)`;
}

/** Both ends are inclusive. */
export function listNewestFirst(first: number, last: number, step: number): Date[] {
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => new Date(first + (count - 1 - index) * step));
}
