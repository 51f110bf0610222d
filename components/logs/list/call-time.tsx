"use client";

import { useSyncExternalStore } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { ExactLocalTime, nameZone, ShortLocalTime, useTimeZone } from "@/components/ui/time/local-time";
import { readClock, subscribeToClock } from "@/components/ui/time/relative-time";
import { describeAge } from "@/lib/text/age";

/** Names the time zone once for all rows. */
export function CallTimeHeading() {
  return (
    <>
      Time <span className="font-normal">({nameZone(new Date(readClock()), useTimeZone())})</span>
    </>
  );
}

/** The time in the reader's zone. A tooltip shows milliseconds and the age; it works above the link around the row. */
export function CallTime({ time }: { time: Date }) {
  const timeZone = useTimeZone();
  const zone = nameZone(time, timeZone);
  // Across a clock change one hour of the night occurs twice: the zone tells them apart.
  const isOtherZone = zone !== nameZone(new Date(readClock()), timeZone);
  return (
    <Tooltip content={<AgeAndTime time={time} />}>
      <span className="relative z-10 whitespace-nowrap tabular-nums">
        <ShortLocalTime time={time} seconds />
        {isOtherZone && <span className="text-muted"> {zone}</span>}
      </span>
    </Tooltip>
  );
}

function AgeAndTime({ time }: { time: Date }) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  return (
    <span>
      {describeAge(time.getTime() - now)}, <ExactLocalTime time={time} />
    </span>
  );
}
