"use client";

import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { day } from "@/lib/time";

/** What speaks for or against stopping a key: whether something still calls with it. */
export function LastCall({ at }: { at: Date | null }) {
  if (at === null) return <p>It was never used.</p>;
  const time = <RelativeTime value={at} focusable={false} />;
  if (Date.now() - at.getTime() > day) return <p>It was last used {time}.</p>;
  return (
    <Alert tone="warning" className="mt-1">
      Calls are still coming: the last one was {time}.
    </Alert>
  );
}
