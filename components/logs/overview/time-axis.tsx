"use client";

import { findTicks } from "./time-ticks";

interface TimeAxisProps {
  from: Date;
  to: Date;
  timeZone: string;
}

/** Days and hours below the histogram, each where it begins. */
export function TimeAxis({ from, to, timeZone }: TimeAxisProps) {
  const length = to.getTime() - from.getTime();
  return (
    <div aria-hidden className="relative h-4 text-muted text-xs tabular-nums">
      {findTicks(from, to, timeZone).map(({ time, label }) => (
        <span
          key={time.getTime()}
          style={{ left: `${((time.getTime() - from.getTime()) / length) * 100}%` }}
          className="absolute -translate-x-1/2 whitespace-nowrap"
        >
          {label}
        </span>
      ))}
    </div>
  );
}
