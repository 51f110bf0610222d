import { LastTime } from "@/components/ui/time/last-time";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ApplicationRow } from "@/lib/applications/schema";
import { isRejectedNow } from "./last-rejected";

/** What speaks for or against stopping a key: whether something still calls with it. */
export function LastCall({ of }: { of: Pick<ApplicationRow, "lastUsedAt" | "lastRejectedAt"> }) {
  return (
    <>
      <LastTime
        at={of.lastUsedAt}
        never="It was never used."
        past="It was last used"
        lately="Calls are still coming: the last one was"
      />
      {isRejectedNow(of) && (
        <p className="text-muted">
          Its last call was rejected <RelativeTime value={of.lastRejectedAt} focusable={false} />.
        </p>
      )}
    </>
  );
}
