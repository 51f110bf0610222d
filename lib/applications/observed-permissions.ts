import { type ObservedPermission, observationTime } from "@/lib/applications/rows";
import { type Permission, permissionIds } from "@/lib/auth/permissions";

/** `Application.observedPermissions`: until when the calls of each removed permission pass. */
type StoredObservation = Partial<Record<Permission, string>>;

/** The permissions that are still observed at a time, the next to be enforced first. */
export function listObserved(stored: unknown, now: Date): ObservedPermission[] {
  const untilByPermission = stored as StoredObservation;
  return permissionIds
    .flatMap((permission) => {
      const until = new Date(untilByPermission[permission] ?? 0);
      return until > now ? [{ permission, since: new Date(until.getTime() - observationTime), until }] : [];
    })
    .sort((a, b) => a.until.getTime() - b.until.getTime());
}

/** What to store after an edit: a permission that is granted again is no longer observed. */
export function storeObserved(
  before: { permissions: readonly string[]; observedPermissions: unknown },
  permissions: readonly Permission[],
  { observe = false, now }: { observe?: boolean; now: Date },
): StoredObservation {
  const until = new Date(now.getTime() + observationTime);
  const removed = permissionIds.filter((id) => before.permissions.includes(id) && !permissions.includes(id));
  const kept = listObserved(before.observedPermissions, now).filter(
    ({ permission }) => !permissions.includes(permission),
  );
  const added = observe ? removed.map((permission) => ({ permission, until })) : [];
  return toStoredObservation([...kept, ...added]);
}

export function toStoredObservation(
  observed: readonly Pick<ObservedPermission, "permission" | "until">[],
): StoredObservation {
  return Object.fromEntries(observed.map(({ permission, until }) => [permission, until.toISOString()]));
}
