"use client";

import { formatStretch } from "@/components/logs/filters/period";
import type { LogSummary } from "@/lib/logs/schema";
import { addUp, barsOf, outcomes, periodOf, type Stretch, totalOf } from "./bars";

interface BarReadoutProps {
  summary: LogSummary;
  stretch: Stretch;
  timeZone: string;
}

/** Above the bars that are pointed at: their time, and their exact numbers. Screen readers have the bars' own names. */
export function BarReadout({ summary, stretch, timeZone }: BarReadoutProps) {
  const counts = addUp(barsOf(summary, stretch));
  const middle = (stretch.from + stretch.to + 1) / 2 / summary.bars.length;
  return (
    <div
      aria-hidden
      style={{ left: `clamp(6.5rem, ${middle * 100}%, calc(100% - 6.5rem))` }}
      className="pointer-events-none absolute bottom-full z-20 mb-1.5 w-52 -translate-x-1/2 rounded-control bg-text px-2.5 py-2 text-background text-xs shadow-float"
    >
      <p className="pb-1 font-medium">{formatStretch(periodOf(summary, stretch), timeZone)}</p>
      {outcomes.map(({ name, label }) => (
        <p key={name} className="flex justify-between tabular-nums">
          <span>{label}</span>
          {counts[name].toLocaleString("en")}
        </p>
      ))}
      <p className="mt-1 flex justify-between border-background/25 border-t pt-1 tabular-nums">
        <span>All calls</span>
        {totalOf(counts).toLocaleString("en")}
      </p>
    </div>
  );
}
