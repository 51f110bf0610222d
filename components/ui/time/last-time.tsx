"use client";

import { Alert } from "@/components/ui/feedback/alert";
import { day } from "@/lib/time";
import { RelativeTime } from "./relative-time";

interface LastTimeProps {
  at: Date | null;
  /** The sentences for the three cases; the time follows the second and the third. */
  never: string;
  past: string;
  lately: string;
}

/** What speaks for or against stopping something: whether it is still in use. */
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
