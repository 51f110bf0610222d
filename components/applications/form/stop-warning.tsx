import { Alert } from "@/components/ui/feedback/alert";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { type Permission, permissions } from "@/lib/auth/permissions";
import type { PermissionUsage } from "@/lib/logs/schema";

/** The calls of the last 24 hours that an edit stops. */
export interface StoppedCalls {
  disables: boolean;
  removed: { permission: Permission; calls: number; lastAt: Date }[];
  calls: number;
  lastAt: Date;
}

type Edited = { enabled: boolean; permissions: readonly Permission[] };

/** Returns null if the edit stops none of them. */
export function findStoppedCalls(
  before: Edited,
  after: Edited,
  use: readonly PermissionUsage[],
): StoppedCalls | null {
  const disables = before.enabled && !after.enabled;
  const removed = before.permissions
    .filter((id) => !after.permissions.includes(id))
    .flatMap((permission) => {
      const used = use.find((entry) => entry.permission === permission);
      return used ? [{ permission, calls: used.calls, lastAt: used.lastAt }] : [];
    });
  // The calls of a disabled application are already rejected.
  const stopped = disables ? use : before.enabled ? removed : [];
  if (stopped.length === 0) return null;
  return {
    disables,
    removed,
    calls: stopped.reduce((sum, { calls }) => sum + calls, 0),
    lastAt: new Date(Math.max(...stopped.map(({ lastAt }) => lastAt.getTime()))),
  };
}

/** Warns with the number of calls, by permission if the edit removes permissions. */
export function StopWarning({ stopped: { disables, removed, calls, lastAt } }: { stopped: StoppedCalls }) {
  return (
    <Alert tone="warning" className="mt-1">
      <p>
        {calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`} in the last 24 hours would be
        rejected. The last one came <RelativeTime value={lastAt} focusable={false} />.
      </p>
      {!disables && (
        <ul className="mt-1 list-disc pl-5">
          {removed.map(({ permission, calls: uses }) => (
            <li key={permission}>
              {permissions[permission].label}: {uses === 1 ? "1 call" : `${uses.toLocaleString("en")} calls`}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
