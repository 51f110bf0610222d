"use client";

import { Alert } from "@/components/ui/feedback/alert";
import { day } from "@/lib/time";
import { RelativeTime } from "./relative-time";

interface LastTimeProps {
  at: Date | null;
  /** Sentences for: never, more than a day ago, less than a day ago. The time follows the last two. */
  never: string;
  past: string;
  lately: string;
}

/** Says whether something is still in use. Warns if it was used within a day. */
export function LastTime({ at, never, past, lately }: LastTimeProps) {
  if (at === null) return <p>{never}</p>;
  const time = <RelativeTime value={at} focusable={false} />;
  if (Date.now() - at.getTime() > day) {
    return (
      <p>
        {past} {time}.
      </p>
    );
  }
  return (
    <Alert tone="warning" className="mt-1">
      {lately} {time}.
    </Alert>
  );
}
