"use client";

import { day, hour, minute } from "@/lib/time";
import { findFirstInstant, toWallClock } from "@/lib/wall-clock";

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
      {listTicks(from, to, timeZone).map(({ time, label }) => (
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

type Tick = { time: Date; label: string };

const most = 6;
const steps = [1, 5, 10, 30]
  .map((count) => count * minute)
  .concat([1, 3, 6, 12].map((count) => count * hour))
  .concat([1, 2, 3, 5, 10, 15].map((count) => count * day));

/** The round times of the reader's zone within a range: days where they begin, otherwise hours or minutes. */
export function listTicks(from: Date, to: Date, timeZone: string): Tick[] {
  const length = to.getTime() - from.getTime();
  const step = steps.find((step) => length / step <= most) ?? length;
  const find = step < day ? findClockTicks : findDayTicks;
  return find(from.getTime(), to.getTime(), step, timeZone);
}

/** Days are counted on the calendar: the day of a clock change has 23 or 25 hours. */
function findDayTicks(from: number, to: number, step: number, timeZone: string): Tick[] {
  const ticks: Tick[] = [];
  let midnight = roundUp(toWallClock(from, timeZone), day);
  for (
    let time = findFirstInstant(midnight, timeZone);
    time < to;
    time = findFirstInstant(midnight, timeZone)
  ) {
    ticks.push({ time: new Date(time), label: formatDay(midnight) });
    midnight += step;
  }
  return ticks;
}

/** Every clock change is a multiple of this, so a walk in such steps meets each round time. */
const stride = 30 * minute;

/** Hours and minutes follow the clock face: after a clock change they are still round, and midnight names its day. */
function findClockTicks(from: number, to: number, step: number, timeZone: string): Tick[] {
  const ticks: Tick[] = [];
  const grid = Math.min(step, stride);
  const start = toWallClock(from, timeZone);
  let previous = start;
  for (let time = from + roundUp(start, grid) - start; time < to; time += grid) {
    const clock = toWallClock(time, timeZone);
    const isNewDay = dayOf(clock) > dayOf(previous);
    if (isNewDay) ticks.push({ time: new Date(time), label: formatDay(clock) });
    else if (clock % step === 0) ticks.push({ time: new Date(time), label: formatClock(clock) });
    previous = clock;
  }
  return ticks;
}

/** The next multiple above. */
function roundUp(time: number, step: number): number {
  return (Math.floor(time / step) + 1) * step;
}

function dayOf(wallClock: number): number {
  return Math.floor(wallClock / day);
}

const dayFormat = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });

function formatDay(wallClock: number): string {
  return dayFormat.format(wallClock);
}

function formatClock(wallClock: number): string {
  return new Date(wallClock).toISOString().slice(11, 16);
}
