import { CircleCheck, CircleSlash } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { LastTime } from "@/components/ui/time/last-time";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ApplicationRow } from "@/lib/applications/schema";

export function ApplicationStatus({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <Badge tone="positive" icon={<CircleCheck aria-hidden />}>
      Enabled
    </Badge>
  ) : (
    <Badge icon={<CircleSlash aria-hidden />}>Disabled</Badge>
  );
}

type UseTimes = Pick<ApplicationRow, "lastUsedAt" | "lastRejectedAt">;

/** Returns true if the newest call was rejected: a program still uses a key that no longer works. */
export function isRejectedNow({ lastUsedAt, lastRejectedAt }: UseTimes): boolean {
  return lastRejectedAt !== null && (lastUsedAt === null || lastRejectedAt > lastUsedAt);
}

/** The time of the last use, or of the rejection if the newest call was rejected. */
export function LastUse({ application, prefix }: { application: UseTimes; prefix?: string }) {
  const { lastUsedAt, lastRejectedAt } = application;
  if (isRejectedNow(application)) {
    return (
      <span className="text-warning">
        Rejected <RelativeTime value={lastRejectedAt} focusable={false} />
      </span>
    );
  }
  return (
    <>
      {lastUsedAt && prefix}
      <RelativeTime value={lastUsedAt} never="Never used" focusable={false} />
    </>
  );
}

/** Tells in a confirmation dialog whether programs still call with the key. */
export function LastCall({ application }: { application: UseTimes }) {
  return (
    <>
      <LastTime
        at={application.lastUsedAt}
        never="It was never used."
        past="It was last used"
        lately="Calls are still coming: the last one was"
      />
      {isRejectedNow(application) && (
        <p className="text-muted">
          Its last call was rejected <RelativeTime value={application.lastRejectedAt} focusable={false} />.
        </p>
      )}
    </>
  );
}
