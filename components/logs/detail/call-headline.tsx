"use client";

import { formatDuration } from "@/components/ui/format-units";
import { HttpStatusBadge } from "@/components/ui/http-status-badge";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { LogView } from "@/lib/logs/schema";
import { CopyIcon } from "./copy-icon";
import { LoggedText } from "./logged-text";

/** How a call ended, in one line. */
export function CallHeadline({ call: { status, errorCode, duration, time } }: { call: LogView }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <HttpStatusBadge status={status} />
      {errorCode && (
        <span className="flex min-w-0 items-center gap-1">
          <span className="wrap-anywhere font-mono text-sm">
            <LoggedText text={errorCode} />
          </span>
          <CopyIcon label="Copy error code" value={errorCode} />
        </span>
      )}
      <span className="font-mono text-sm tabular-nums">{formatDuration(duration)}</span>
      <span className="text-muted text-sm">
        <RelativeTime value={time} />
      </span>
    </div>
  );
}
