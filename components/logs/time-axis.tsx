"use client";

import { day } from "@/lib/time";

interface TimeAxisProps {
  from: Date;
  to: Date;
  timeZone: string;
}

/** When the histogram begins, when it ends, and times in between. */
export function TimeAxis({ from, to, timeZone }: TimeAxisProps) {
  const length = to.getTime() - from.getTime();
  const style = new Intl.DateTimeFormat("en", { ...(length > 2 * day ? days : minutes), timeZone });
  const times = [0, 0.25, 0.5, 0.75, 1].map((share) => new Date(from.getTime() + length * share));
  return (
    <div aria-hidden className="flex justify-between text-muted text-xs tabular-nums max-sm:*:even:hidden">
      {times.map((time) => (
        <span key={time.getTime()}>{style.format(time)}</span>
      ))}
    </div>
  );
}

const days = { month: "short", day: "numeric" } satisfies Intl.DateTimeFormatOptions;
const minutes = {
  ...days,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} satisfies Intl.DateTimeFormatOptions;
