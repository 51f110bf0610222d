"use client";

import { useSyncExternalStore } from "react";
import { ExactLocalTime, ShortLocalTime } from "@/components/ui/local-time";
import { describeAge, readClock, subscribeToClock } from "@/components/ui/relative-time";
import { Tooltip } from "@/components/ui/tooltip";
import { day } from "@/lib/time";

/** How long ago a call was; from a day on, when. To the millisecond on hover, above the link that it is part of. */
export function CallTime({ time }: { time: Date }) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  const offset = time.getTime() - now;
  return (
    <Tooltip content={<ExactLocalTime time={time} />}>
      <span className="relative z-10 whitespace-nowrap">
        {offset > -day ? (
          // The server's clock may stand one tick before the browser's.
          <time dateTime={time.toISOString()} suppressHydrationWarning>
            {describeAge(offset)}
          </time>
        ) : (
          <ShortLocalTime time={time} seconds />
        )}
      </span>
    </Tooltip>
  );
}
