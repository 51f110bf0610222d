"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { formatTimeRange } from "@/components/logs/filters/time-range";
import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { cn } from "@/components/ui/class-names";
import { useTimeZone } from "@/components/ui/time/local-time";
import type { Bar, LogSummary } from "@/lib/logs/schema";
import {
  type BarRange,
  describeBars,
  describeOutcomes,
  describeScale,
  getBars,
  getPeak,
  outcomes,
  sumBars,
  sumOutcomes,
  toTimeRange,
} from "./bars";
import { TimeAxis } from "./time-axis";

/**
 * Calls over time, by how they ended. A click on a bar shows its time alone, dragging over some shows theirs; with the
 * keyboard the arrows go from bar to bar, Shift takes more of them along, and Enter shows them.
 */
export function Histogram({ summary }: { summary: LogSummary }) {
  const { bars } = summary;
  const { change } = useLogFilter();
  const timeZone = useTimeZone();
  /** The bars that are pointed at or chosen, from where the choice began to where it is now. */
  const [stretch, setStretch] = useState<BarRange | null>(null);
  const [dragging, setDragging] = useState(false);
  const [lastStop, setStop] = useState(bars.length - 1);
  // Of the same width there may be fewer bars now.
  const stop = Math.min(lastStop, bars.length - 1);
  const top = getPeak(bars);

  const zoom = (to: BarRange) => {
    setStretch(null);
    change({ range: undefined, ...toTimeRange(summary, to) });
  };
  const placeAt = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const place = Math.floor(((clientX - left) / width) * bars.length);
    return Math.min(Math.max(place, 0), bars.length - 1);
  };
  const pointers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const place = placeAt(event);
      setDragging(true);
      setStretch({ from: place, to: place });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const to = placeAt(event);
      setStretch((now) => ({ from: dragging && now ? now.from : to, to }));
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      // The last move may not have been drawn yet.
      if (dragging && stretch) zoom({ from: stretch.from, to: placeAt(event) });
      setDragging(false);
    },
    onPointerCancel: () => {
      setDragging(false);
      setStretch(null);
    },
    onPointerLeave: () => !dragging && setStretch(null),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (event.key === "Escape") setStretch(null);
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      zoom(stretch ?? { from: stop, to: stop });
    }
    if (to === undefined || !bars[to]) return;
    event.preventDefault();
    setStop(to);
    setStretch((now) => ({ from: event.shiftKey ? (now?.from ?? stop) : to, to }));
    event.currentTarget.querySelectorAll("button")[to]?.focus();
  };
  return (
    <figure className="flex min-w-0 flex-1 flex-col gap-1">
      <figcaption className="sr-only">{describeBars(summary)}</figcaption>
      <div className="flex flex-wrap justify-between gap-x-4 text-muted text-xs tabular-nums">
        <span aria-hidden>{describeScale(summary, timeZone)}</span>
        <Legend />
      </div>
      <div className="relative">
        <div
          role="toolbar"
          aria-label="Calls over time"
          {...pointers}
          onKeyDown={onKeyDown}
          onBlur={({ currentTarget, relatedTarget }) => {
            if (!currentTarget.contains(relatedTarget)) setStretch(null);
          }}
          className="flex h-28 touch-pan-y select-none items-stretch border-border border-y border-t-dashed"
        >
          {bars.map((bar, place) => (
            <HistogramBar
              key={bar.start.getTime()}
              bar={bar}
              period={toTimeRange(summary, { from: place, to: place })}
              top={top}
              timeZone={timeZone}
              isStop={place === stop}
              isChosen={isWithin(stretch, place)}
            />
          ))}
        </div>
        {stretch && <BarReadout summary={summary} stretch={stretch} timeZone={timeZone} />}
      </div>
      <TimeAxis from={summary.from} to={summary.to} timeZone={timeZone} />
    </figure>
  );
}

function isWithin(stretch: BarRange | null, place: number): boolean {
  if (!stretch) return false;
  return place >= Math.min(stretch.from, stretch.to) && place <= Math.max(stretch.from, stretch.to);
}

function Legend() {
  return (
    <ul className="flex gap-4">
      {outcomes.map(({ name, label, style }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-[2px] ${style}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}

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

function HistogramBar({ bar, period, top, timeZone, isStop, isChosen }: HistogramBarProps) {
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      aria-label={`${formatTimeRange(period, timeZone)}: ${describeOutcomes(bar)}`}
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

interface BarReadoutProps {
  summary: LogSummary;
  stretch: BarRange;
  timeZone: string;
}

/** Above the bars that are pointed at: their time, and their exact numbers. Screen readers have the bars' own names. */
function BarReadout({ summary, stretch, timeZone }: BarReadoutProps) {
  const counts = sumBars(getBars(summary, stretch));
  const middle = (stretch.from + stretch.to + 1) / 2 / summary.bars.length;
  return (
    <div
      aria-hidden
      style={{ left: `clamp(6.5rem, ${middle * 100}%, calc(100% - 6.5rem))` }}
      className="pointer-events-none absolute bottom-full z-20 mb-1.5 w-52 -translate-x-1/2 rounded-control bg-text px-2.5 py-2 text-background text-xs shadow-float"
    >
      <p className="pb-1 font-medium">{formatTimeRange(toTimeRange(summary, stretch), timeZone)}</p>
      {outcomes.map(({ name, label }) => (
        <p key={name} className="flex justify-between tabular-nums">
          <span>{label}</span>
          {counts[name].toLocaleString("en")}
        </p>
      ))}
      <p className="mt-1 flex justify-between border-background/25 border-t pt-1 tabular-nums">
        <span>All calls</span>
        {sumOutcomes(counts).toLocaleString("en")}
      </p>
    </div>
  );
}
