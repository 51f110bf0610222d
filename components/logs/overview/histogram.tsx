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
  getBarsTimeRange,
  getPeak,
  outcomes,
  sumBars,
  sumOutcomes,
} from "./bars";
import { TimeAxis } from "./time-axis";

/**
 * Calls over time, by outcome. A click or a drag zooms into the time of the bars. With the keyboard, the arrows move the
 * focus, Shift extends the selection, and Enter zooms.
 */
export function Histogram({ summary }: { summary: LogSummary }) {
  const { bars } = summary;
  const { change } = useLogFilter();
  const timeZone = useTimeZone();
  /** The hovered or selected bars, from the first selected to the current one. */
  const [selection, setSelection] = useState<BarRange | null>(null);
  const [dragging, setDragging] = useState(false);
  const [lastTabStop, setTabStop] = useState(bars.length - 1);
  // A new summary may have fewer bars.
  const tabStop = Math.min(lastTabStop, bars.length - 1);
  const peak = getPeak(bars);

  const zoom = (to: BarRange) => {
    setSelection(null);
    change({ range: undefined, ...getBarsTimeRange(summary, to) });
  };
  const findBar = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const index = Math.floor(((clientX - left) / width) * bars.length);
    return Math.min(Math.max(index, 0), bars.length - 1);
  };
  const pointers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const index = findBar(event);
      setDragging(true);
      setSelection({ from: index, to: index });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const to = findBar(event);
      setSelection((now) => ({ from: dragging && now ? now.from : to, to }));
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      // The last pointer move may not have rendered yet.
      if (dragging && selection) zoom({ from: selection.from, to: findBar(event) });
      setDragging(false);
    },
    onPointerCancel: () => {
      setDragging(false);
      setSelection(null);
    },
    onPointerLeave: () => !dragging && setSelection(null),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: tabStop - 1, ArrowRight: tabStop + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (event.key === "Escape") setSelection(null);
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      zoom(selection ?? { from: tabStop, to: tabStop });
    }
    if (to === undefined || !bars[to]) return;
    event.preventDefault();
    setTabStop(to);
    setSelection((now) => ({ from: event.shiftKey ? (now?.from ?? tabStop) : to, to }));
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
            if (!currentTarget.contains(relatedTarget)) setSelection(null);
          }}
          className="flex h-28 touch-pan-y select-none items-stretch border-border border-y border-t-dashed"
        >
          {bars.map((bar, index) => (
            <HistogramBar
              key={bar.start.getTime()}
              bar={bar}
              timeRange={getBarsTimeRange(summary, { from: index, to: index })}
              peak={peak}
              timeZone={timeZone}
              isTabStop={index === tabStop}
              isSelected={isWithin(selection, index)}
            />
          ))}
        </div>
        {selection && <BarReadout summary={summary} selection={selection} timeZone={timeZone} />}
      </div>
      <TimeAxis from={summary.from} to={summary.to} timeZone={timeZone} />
    </figure>
  );
}

function isWithin(selection: BarRange | null, index: number): boolean {
  if (!selection) return false;
  return index >= Math.min(selection.from, selection.to) && index <= Math.max(selection.from, selection.to);
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
  timeRange: { from: Date; to: Date };
  /** Calls of the highest bar. */
  peak: number;
  timeZone: string;
  isTabStop: boolean;
  isSelected: boolean;
}

function HistogramBar({ bar, timeRange, peak, timeZone, isTabStop, isSelected }: HistogramBarProps) {
  return (
    <button
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-label={`${formatTimeRange(timeRange, timeZone)}: ${describeOutcomes(bar)}`}
      className={cn(
        "flex h-full min-w-0 flex-1 flex-col-reverse px-[0.5px] sm:px-px -outline-offset-2",
        isSelected && "bg-hover",
      )}
    >
      {outcomes.map(
        ({ name, style }) =>
          bar[name] > 0 && (
            <span
              key={name}
              style={{ height: `max(2px, ${(bar[name] / peak) * 100}%)` }}
              className={cn("block w-full shrink-0", style)}
            />
          ),
      )}
    </button>
  );
}

interface BarReadoutProps {
  summary: LogSummary;
  selection: BarRange;
  timeZone: string;
}

/** A tooltip with the exact numbers of the selected bars. Screen readers use the labels of the bars. */
function BarReadout({ summary, selection, timeZone }: BarReadoutProps) {
  const counts = sumBars(getBars(summary, selection));
  const middle = (selection.from + selection.to + 1) / 2 / summary.bars.length;
  return (
    <div
      aria-hidden
      style={{ left: `clamp(6.5rem, ${middle * 100}%, calc(100% - 6.5rem))` }}
      className="pointer-events-none absolute bottom-full z-20 mb-1.5 w-52 -translate-x-1/2 rounded-control bg-text px-2.5 py-2 text-background text-xs shadow-float"
    >
      <p className="pb-1 font-medium">{formatTimeRange(getBarsTimeRange(summary, selection), timeZone)}</p>
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
