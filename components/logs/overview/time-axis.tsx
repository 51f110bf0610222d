"use client";

import { day, hour, minute } from "@/lib/time";
import { findFirstInstant, toWallClock } from "@/lib/wall-clock";

interface TimeAxisProps {
  from: Date;
  to: Date;
  timeZone: string;
}

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

const maxTicks = 6;
const intervals = [1, 5, 10, 30]
  .map((count) => count * minute)
  .concat([1, 3, 6, 12].map((count) => count * hour))
  .concat([1, 2, 3, 5, 10, 15].map((count) => count * day));

/** Round times of the reader's time zone within a range: midnights, or hours or minutes. */
export function listTicks(from: Date, to: Date, timeZone: string): Tick[] {
  const length = to.getTime() - from.getTime();
  const interval = intervals.find((interval) => length / interval <= maxTicks) ?? length;
  const list = interval < day ? listClockTicks : listDayTicks;
  return list(from.getTime(), to.getTime(), interval, timeZone);
}

/** Steps through calendar days: the day of a clock change has 23 or 25 hours. */
function listDayTicks(from: number, to: number, interval: number, timeZone: string): Tick[] {
  const ticks: Tick[] = [];
  let midnight = roundUp(toWallClock(from, timeZone), day);
  for (
    let time = findFirstInstant(midnight, timeZone);
    time < to;
    time = findFirstInstant(midnight, timeZone)
  ) {
    ticks.push({ time: new Date(time), label: formatDay(midnight) });
    midnight += interval;
  }
  return ticks;
}

/** Clock changes are multiples of this, so steps of this length meet each round time. */
const stride = 30 * minute;

/** Hours and minutes are round in wall-clock time, also after a clock change. Midnight shows its day. */
function listClockTicks(from: number, to: number, interval: number, timeZone: string): Tick[] {
  const ticks: Tick[] = [];
  const step = Math.min(interval, stride);
  const start = toWallClock(from, timeZone);
  let previous = start;
  for (let time = from + roundUp(start, step) - start; time < to; time += step) {
    const clock = toWallClock(time, timeZone);
    const isNewDay = countDays(clock) > countDays(previous);
    if (isNewDay) ticks.push({ time: new Date(time), label: formatDay(clock) });
    else if (clock % interval === 0) ticks.push({ time: new Date(time), label: formatClock(clock) });
    previous = clock;
  }
  return ticks;
}

/** The next larger multiple. */
function roundUp(time: number, step: number): number {
  return (Math.floor(time / step) + 1) * step;
}

function countDays(wallClock: number): number {
  return Math.floor(wallClock / day);
}

const dayFormat = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });

function formatDay(wallClock: number): string {
  return dayFormat.format(wallClock);
}

function formatClock(wallClock: number): string {
  return new Date(wallClock).toISOString().slice(11, 16);
}
