import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ApplicationRow } from "@/lib/applications/schema";

type Use = Pick<ApplicationRow, "lastUsedAt" | "lastRejectedAt">;

/** Returns true if the newest call was rejected: a program still uses a key that no longer works. */
export function isRejectedNow({ lastUsedAt, lastRejectedAt }: Use): boolean {
  return lastRejectedAt !== null && (lastUsedAt === null || lastRejectedAt > lastUsedAt);
}

/** When the application was last used, or that its last call was rejected. */
export function LastUse({ application, prefix }: { application: Use; prefix?: string }) {
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
