"use client";

import { CalendarClock, CalendarX, CircleCheck, CircleSlash, KeyRound } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Badge } from "@/components/ui/badge";
import { describeAge, RelativeTime, readClock, subscribeToClock } from "@/components/ui/time/relative-time";
import type { ApplicationRow } from "@/lib/applications/schema";
import { day } from "@/lib/time";

/** The time before its end in which a key's expiry replaces other states. */
const expiryWarning = 14 * day;

type Stated = Pick<ApplicationRow, "enabled" | "key" | "oldKey">;

/** The most urgent state of an application. */
export function ApplicationStatus({ application: { enabled, key, oldKey } }: { application: Stated }) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  const timeLeft = key.expiresAt === null ? Number.POSITIVE_INFINITY : key.expiresAt.getTime() - now;
  if (enabled && timeLeft <= 0)
    return (
      <Badge tone="danger" icon={<CalendarX aria-hidden />}>
        Expired
      </Badge>
    );
  if (enabled && timeLeft <= expiryWarning)
    return (
      <Badge tone="warning" icon={<CalendarClock aria-hidden />}>
        <span title={`Expires ${describeAge(timeLeft)}`}>
          Expiring<span className="sr-only"> {describeAge(timeLeft)}</span>
        </span>
      </Badge>
    );
  if (enabled && oldKey && oldKey.revokedAt.getTime() > now)
    return (
      <Badge tone="accent" icon={<KeyRound aria-hidden />}>
        Two keys
      </Badge>
    );
  return enabled ? (
    <Badge tone="positive" icon={<CircleCheck aria-hidden />}>
      Enabled
    </Badge>
  ) : (
    <Badge icon={<CircleSlash aria-hidden />}>Disabled</Badge>
  );
}

/** Shows when a key expires, after other facts of a sentence. */
export function ExpiresAt({ time }: { time: Date }) {
  return (
    <>
      , expires <RelativeTime value={time} />
    </>
  );
}
