"use client";

import { useSyncExternalStore } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { describeAge } from "@/lib/text/age";
import { second } from "@/lib/time";

interface RelativeTimeProps {
  value: Date | string | null;
  /** Text for null. */
  never?: string;
  /** False inside a link: the exact time then shows on hover only. */
  focusable?: boolean;
  /** Without a tooltip: inside an element that has its own. */
  plain?: boolean;
}

/** "3 minutes ago", updated as time passes, with the exact local time in a tooltip. */
export function RelativeTime({ value, never = "Never", focusable = true, plain = false }: RelativeTimeProps) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  if (value === null) return <span className="text-muted">{never}</span>;
  const instant = new Date(value);
  // The clocks of server and browser may be one tick apart.
  const time = (
    <time dateTime={instant.toISOString()} suppressHydrationWarning>
      {describeAge(instant.getTime() - now)}
    </time>
  );
  if (plain) return time;
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

/** Rendered only in the browser, which knows the time zone. */
function ExactTime({ instant }: { instant: Date }) {
  return new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" }).format(instant);
}
