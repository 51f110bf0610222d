"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { useLogFilter } from "@/components/logs/filters/log-filter";
import { useTimeZone } from "@/components/ui/local-time";
import type { LogSummary } from "@/lib/logs/schema";
import { BarReadout } from "./bar-readout";
import { describeBars, describeScale, highestBar, outcomes, periodOf, type Stretch } from "./bars";
import { HistogramBar } from "./histogram-bar";
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
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const [dragging, setDragging] = useState(false);
  const [lastStop, setStop] = useState(bars.length - 1);
  // Of the same width there may be fewer bars now.
  const stop = Math.min(lastStop, bars.length - 1);
  const top = highestBar(bars);

  const zoom = (to: Stretch) => {
    setStretch(null);
    change({ range: undefined, ...periodOf(summary, to) });
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
              period={periodOf(summary, { from: place, to: place })}
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

function isWithin(stretch: Stretch | null, place: number): boolean {
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
