"use client";

import { useSyncExternalStore } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { day, hour, minute, second } from "@/lib/time";

interface RelativeTimeProps {
  /** An instant, or null where it never happened. */
  value: Date | string | null;
  /** What to say for null. */
  never?: string;
  /** False inside a link or a row that is one: the exact time then shows on hover alone. */
  focusable?: boolean;
}

/** "3 minutes ago", kept true as time passes; the exact time, in the reader's zone, on hover and focus. */
export function RelativeTime({ value, never = "Never", focusable = true }: RelativeTimeProps) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  if (value === null) return <span className="text-muted">{never}</span>;
  const instant = new Date(value);
  // The server's clock may stand one tick before the browser's.
  const time = (
    <time dateTime={instant.toISOString()} suppressHydrationWarning>
      {describeAge(instant.getTime() - now)}
    </time>
  );
  return (
    <Tooltip content={<ExactTime instant={instant} />}>
      {focusable ? (
        <button type="button" className="relative cursor-default whitespace-nowrap rounded-[2px]">
          {time}
        </button>
      ) : (
        time
      )}
    </Tooltip>
  );
}

const tick = 15 * second;

export function subscribeToClock(onChange: () => void) {
  const timer = setInterval(onChange, tick);
  return () => clearInterval(timer);
}

export function readClock(): number {
  return Math.floor(Date.now() / tick) * tick;
}

const formatAge = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const units = [
  ["year", 365 * day],
  ["month", 30 * day],
  ["week", 7 * day],
  ["day", day],
  ["hour", hour],
  ["minute", minute],
] as const;

export function describeAge(offset: number): string {
  for (const [unit, length] of units) {
    if (Math.abs(offset) >= length) return formatAge.format(Math.trunc(offset / length), unit);
  }
  return "just now";
}

/** Rendered in the browser alone, when the tooltip opens: only there is the reader's zone known. */
function ExactTime({ instant }: { instant: Date }) {
  return new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" }).format(instant);
}
