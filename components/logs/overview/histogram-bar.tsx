"use client";

import { formatStretch } from "@/components/logs/filters/period";
import { cn } from "@/components/ui/class-names";
import type { Bar } from "@/lib/logs/schema";
import { describeCounts, outcomes } from "./bars";

interface HistogramBarProps {
  bar: Bar;
  period: { from: Date; to: Date };
  /** Calls of the highest bar. */
  top: number;
  timeZone: string;
  /** Whether the Tab key stops here. */
  isStop: boolean;
  isChosen: boolean;
}

export function HistogramBar({ bar, period, top, timeZone, isStop, isChosen }: HistogramBarProps) {
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      aria-label={`${formatStretch(period, timeZone)}: ${describeCounts(bar)}`}
      className={cn(
        "flex h-full min-w-0 flex-1 flex-col-reverse px-[0.5px] sm:px-px -outline-offset-2",
        isChosen && "bg-hover",
      )}
    >
      {outcomes.map(
        ({ name, style }) =>
          bar[name] > 0 && (
            <span
              key={name}
              style={{ height: `max(2px, ${(bar[name] / top) * 100}%)` }}
              className={cn("block w-full shrink-0", style)}
            />
          ),
      )}
    </button>
  );
}
