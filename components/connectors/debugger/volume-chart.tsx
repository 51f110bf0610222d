"use client";

import { type PointerEvent, useState } from "react";
import { formatTimeRange } from "@/components/logs/filters/time-range";
import { TimeAxis } from "@/components/logs/overview/time-axis";
import { cn } from "@/components/ui/class-names";
import { useTimeZone } from "@/components/ui/time/local-time";
import {
  type MessageCounts,
  type MessageVolume,
  messageOutcomes,
  outcomeLabels,
  type VolumeBar,
} from "@/lib/connectors/messages/rows";
import type { MessageOutcome } from "@/lib/ingestion/outcomes";
import { day, hour } from "@/lib/time";

const barStyles: Record<MessageOutcome, string> = {
  accepted: "bar-ok",
  duplicate: "bar-duplicate",
  excluded: "bar-excluded",
  rejected: "bar-client-error",
};

/** Messages over time, by outcome. Screen readers read the totals beside it. */
export function VolumeChart({ volume }: { volume: MessageVolume }) {
  const { bars, barWidth, from } = volume;
  const timeZone = useTimeZone();
  const [hovered, setHovered] = useState<number | null>(null);
  const peak = Math.max(0, ...bars.map(sumBar));
  const hover = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const index = Math.floor(((clientX - left) / width) * bars.length);
    setHovered(Math.min(Math.max(index, 0), bars.length - 1));
  };
  const end = new Date(from.getTime() + bars.length * barWidth);
  return (
    <figure className="flex min-w-0 flex-1 flex-col gap-1">
      <figcaption className="sr-only">{describeVolume(bars)}</figcaption>
      <div aria-hidden className="flex flex-wrap justify-between gap-x-4 text-muted text-xs tabular-nums">
        <span>
          Messages per {describeBarWidth(barWidth)}
          {peak > 0 && `, peak ${peak.toLocaleString("en")}`}
        </span>
        <ul className="flex flex-wrap gap-x-4">
          {messageOutcomes.map((outcome) => (
            <li key={outcome} className="flex items-center gap-1.5">
              <span className={cn("size-2.5 rounded-[2px]", barStyles[outcome])} />
              {outcomeLabels[outcome]}
            </li>
          ))}
        </ul>
      </div>
      <div aria-hidden className="relative">
        <div
          onPointerMove={hover}
          onPointerDown={hover}
          onPointerLeave={() => setHovered(null)}
          className="flex h-28 touch-pan-y select-none items-stretch border-y border-t-dashed"
        >
          {bars.map((bar, index) => (
            <div
              key={bar.start.getTime()}
              className={cn(
                "flex h-full min-w-0 flex-1 flex-col-reverse px-[0.5px] sm:px-px",
                index === hovered && "bg-hover",
              )}
            >
              {messageOutcomes.map(
                (outcome) =>
                  bar[outcome] > 0 && (
                    <span
                      key={outcome}
                      style={{ height: `max(2px, ${(bar[outcome] / peak) * 100}%)` }}
                      className={cn("block w-full shrink-0", barStyles[outcome])}
                    />
                  ),
              )}
            </div>
          ))}
        </div>
        {hovered !== null && bars[hovered] && (
          <Readout
            bar={bars[hovered]}
            barWidth={barWidth}
            position={(hovered + 0.5) / bars.length}
            timeZone={timeZone}
          />
        )}
      </div>
      <TimeAxis from={from} to={end} timeZone={timeZone} />
    </figure>
  );
}

interface ReadoutProps {
  bar: VolumeBar;
  barWidth: number;
  /** From 0 at the left to 1 at the right. */
  position: number;
  timeZone: string;
}

/** The exact numbers of a bar. */
function Readout({ bar, barWidth, position, timeZone }: ReadoutProps) {
  const timeRange = { from: bar.start, to: new Date(bar.start.getTime() + barWidth) };
  return (
    <div
      style={{ left: `clamp(6.5rem, ${position * 100}%, calc(100% - 6.5rem))` }}
      className="pointer-events-none absolute bottom-full z-20 mb-1.5 w-52 -translate-x-1/2 rounded-control bg-text px-2.5 py-2 text-background text-xs shadow-float"
    >
      <p className="pb-1 font-medium">{formatTimeRange(timeRange, timeZone)}</p>
      {messageOutcomes.map((outcome) => (
        <p key={outcome} className="flex justify-between tabular-nums">
          <span>{outcomeLabels[outcome]}</span>
          {bar[outcome].toLocaleString("en")}
        </p>
      ))}
    </div>
  );
}

function sumBar(bar: MessageCounts): number {
  return messageOutcomes.reduce((sum, outcome) => sum + bar[outcome], 0);
}

export function sumVolume(bars: readonly VolumeBar[]): MessageCounts {
  const sum = { accepted: 0, duplicate: 0, excluded: 0, rejected: 0 };
  for (const bar of bars) for (const outcome of messageOutcomes) sum[outcome] += bar[outcome];
  return sum;
}

function describeVolume(bars: readonly VolumeBar[]): string {
  const sum = sumVolume(bars);
  const counts = messageOutcomes.map(
    (outcome) => `${sum[outcome].toLocaleString("en")} ${outcomeLabels[outcome].toLowerCase()}`,
  );
  return `Messages over time: ${counts.join(", ")}.`;
}

function describeBarWidth(milliseconds: number): string {
  if (milliseconds === hour) return "hour";
  return milliseconds < day ? `${milliseconds / hour} hours` : "day (UTC)";
}
