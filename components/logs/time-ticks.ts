import { day, hour, minute } from "@/lib/time";

export type Tick = { time: Date; label: string };

const most = 6;
const steps = [1, 5, 10, 30]
  .map((count) => count * minute)
  .concat([1, 3, 6, 12].map((count) => count * hour))
  .concat([1, 2, 3, 5, 10, 15].map((count) => count * day));

/** The round times of the reader's zone within a stretch of time: days where they begin, and else hours or minutes. */
export function findTicks(from: Date, to: Date, timeZone: string): Tick[] {
  const length = to.getTime() - from.getTime();
  const step = steps.find((step) => length / step <= most) ?? length;
  const date = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone });
  const ticks: Tick[] = [];
  for (let time = firstAfter(from, step, timeZone); time < to.getTime(); time += step) {
    const clock = clockAt(new Date(time), timeZone);
    // Where the clocks changed since the first one, a day's begin is up to an hour away.
    const label = step >= day || clock === "00:00:00" ? date.format(time + hour) : clock.slice(0, 5);
    ticks.push({ time: new Date(time), label });
  }
  return ticks;
}

function firstAfter(from: Date, step: number, timeZone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clockAt(from, timeZone).split(":").map(Number);
  const sinceMidnight = hours * hour + minutes * minute + seconds * 1000 + from.getMilliseconds();
  return from.getTime() + (step >= day ? day - sinceMidnight : step - (sinceMidnight % step));
}

function clockAt(time: Date, timeZone: string): string {
  return time.toLocaleTimeString("en", { hourCycle: "h23", timeZone });
}
