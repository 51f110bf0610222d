"use client";

import { useSyncExternalStore } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { ExactLocalTime, nameZone, ShortLocalTime, useTimeZone } from "@/components/ui/time/local-time";
import { describeAge, readClock, subscribeToClock } from "@/components/ui/time/relative-time";

/** The heading of a column of times: it names the zone, so that the rows need not. */
export function CallTimeHeading() {
  return (
    <>
      Time <span className="font-normal">({nameZone(new Date(readClock()), useTimeZone())})</span>
    </>
  );
}

/** When a call was, by the reader's clock; to the millisecond, and how long ago, on hover above the link around it. */
export function CallTime({ time }: { time: Date }) {
  const timeZone = useTimeZone();
  const zone = nameZone(time, timeZone);
  // The other side of a clock change: without the zone, an hour of that night would be there twice.
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
