import type { ApplicationRow } from "@/lib/applications/rows";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import type { PermissionUse } from "@/lib/logs/schema";
import { day } from "@/lib/time";

/** A younger key gets no advice to remove permissions: its program may not have needed them yet. */
export const minAdviceAge = 7 * day;

export type PermissionAdvice = {
  /** Days of the log that the advice is based on. */
  days: number;
  granted: number;
  /** Granted permissions that no accepted call needed. Null if it is too early to tell. */
  unused: Permission[] | null;
  /** Permissions that are not granted and whose calls were rejected, the most frequent first. */
  missing: { permission: Permission; calls: number; since: Date }[];
};

type Advised = Pick<ApplicationRow, "permissions" | "createdAt" | "key">;

/** Compares an application's permissions with its calls. */
export function advisePermissions(
  { permissions, createdAt, key }: Advised,
  { since, used, missing }: PermissionUse,
  now: number,
): PermissionAdvice {
  const observed = now - Math.max(since.getTime(), createdAt.getTime());
  const isEarly = Math.min(observed, now - key.createdAt.getTime()) < minAdviceAge;
  return {
    days: Math.floor(observed / day),
    granted: permissions.length,
    unused: isEarly ? null : permissions.filter((id) => !used.includes(id)),
    missing: missing.flatMap(({ permission, ...rest }) => {
      const id = permissionIds.find((known) => known === permission);
      return id && !permissions.includes(id) ? [{ permission: id, ...rest }] : [];
    }),
  };
}
