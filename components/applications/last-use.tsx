"use client";

import { type MouseEvent, type ReactNode, useState, useSyncExternalStore } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { LastTime } from "@/components/ui/time/last-time";
import { ExactLocalTime } from "@/components/ui/time/local-time";
import { RelativeTime, readClock, subscribeToClock } from "@/components/ui/time/relative-time";
import { type ApplicationRow, unusedAfter } from "@/lib/applications/rows";
import type { LastUsedCall as Call } from "@/lib/logs/schema";
import { day } from "@/lib/time";

type UseTimes = Pick<ApplicationRow, "lastUsedAt" | "lastRejectedAt">;

/** Returns true if the newest call was rejected: a program still uses a key that no longer works. */
export function isRejectedNow({ lastUsedAt, lastRejectedAt }: UseTimes): boolean {
  return lastRejectedAt !== null && (lastUsedAt === null || lastRejectedAt > lastUsedAt);
}

interface LastUseProps {
  application: UseTimes & Pick<ApplicationRow, "lastCall">;
  prefix?: string;
}

/** The time of the last use, or of the rejection if the newest call was rejected. A tooltip has the call. */
export function LastUse({ application, prefix }: LastUseProps) {
  const { lastUsedAt, lastCall, lastRejectedAt } = application;
  const isRejected = isRejectedNow(application);
  if (lastUsedAt === null && !isRejected) return <span className="text-muted">Never used</span>;
  return (
    <DetailTooltip content={<LastUseDetails at={lastUsedAt} call={lastCall} rejectedAt={lastRejectedAt} />}>
      {isRejected ? (
        <span className="text-warning">
          Rejected <RelativeTime value={lastRejectedAt} plain />
        </span>
      ) : (
        lastUsedAt && <UsedAt at={lastUsedAt} prefix={prefix} />
      )}
    </DetailTooltip>
  );
}

/** "3 minutes ago", or "Unused for 45 days" */
function UsedAt({ at, prefix }: { at: Date; prefix?: string | undefined }) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  const age = now - at.getTime();
  if (age >= unusedAfter)
    return <span className="text-muted">Unused for {Math.floor(age / day).toLocaleString("en")} days</span>;
  return (
    <>
      {prefix}
      <RelativeTime value={at} plain />
    </>
  );
}

/** Touch screens have no hover: a press shows the tooltip too. */
function DetailTooltip({ content, children }: { content: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const show = (event: MouseEvent) => {
    // Otherwise the press would close the tooltip.
    event.preventDefault();
    setOpen(true);
  };
  return (
    <Tooltip content={content} open={open} onOpenChange={setOpen}>
      <button
        type="button"
        onClick={show}
        className="relative z-10 max-w-full cursor-default truncate rounded-[2px] text-left"
      >
        {children}
      </button>
    </Tooltip>
  );
}

interface LastUseDetailsProps {
  at: Date | null;
  call: Call | null;
  rejectedAt: Date | null;
}

function LastUseDetails({ at, call, rejectedAt }: LastUseDetailsProps) {
  return (
    <div className="flex max-w-64 flex-col gap-0.5 py-0.5">
      {at ? (
        <p className="font-medium">
          Used <ExactLocalTime time={at} />
        </p>
      ) : (
        <p className="font-medium">Never used</p>
      )}
      {call && (
        <>
          <p className="break-all font-mono">
            {call.method} {call.route ?? "unknown path"}
          </p>
          <p className="break-all">{call.client}</p>
          <p className="break-all">{call.ipAddress}</p>
        </>
      )}
      {rejectedAt && (at === null || rejectedAt > at) && (
        <p>
          Rejected <ExactLocalTime time={rejectedAt} />
        </p>
      )}
    </div>
  );
}

interface LastUseLineProps {
  label?: string;
  at: Date | null;
  call: Call | null;
}

/** "Last used 3 minutes ago: GET /users, from 203.0.113.4 by python-sdk/2.3.0" */
export function LastUseLine({ label = "Last used", at, call }: LastUseLineProps) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  if (at === null) return <p className="text-muted text-sm">Never used</p>;
  const age = now - at.getTime();
  return (
    <p className="text-muted text-sm">
      {label} <RelativeTime value={at} />
      {age >= unusedAfter && ", unused for 30 days"}
      {call && (
        <>
          {": "}
          <code className="wrap-anywhere font-mono text-text text-xs">
            {call.method} {call.route ?? "unknown path"}
          </code>{" "}
          from <span className="wrap-anywhere">{call.ipAddress}</span> by{" "}
          <span className="wrap-anywhere">{call.client}</span>
        </>
      )}
    </p>
  );
}

/** Tells in a confirmation dialog whether programs still call with the key. */
export function LastCall({ application }: { application: UseTimes }) {
  return (
    <>
      <LastTime
        at={application.lastUsedAt}
        never="It was never used."
        past="It was last used"
        lately="Calls are still coming: the last one was"
      />
      {isRejectedNow(application) && (
        <p className="text-muted">
          Its last call was rejected <RelativeTime value={application.lastRejectedAt} focusable={false} />.
        </p>
      )}
    </>
  );
}
