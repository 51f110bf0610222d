"use client";

import { use } from "react";
import { cn } from "@/components/ui/class-names";
import type { ApplicationRow } from "@/lib/applications/rows";
import { ActivityContext, useApiAccess } from "./api-access";

/** Above this share of the workspace's limit, the calls of an application without its own are worth telling. */
const notableShare = 0.5;
/** From this share of the limit on, they stand out. */
const nearShare = 0.8;
const [width, height] = [80, 3];

type Limited = Pick<ApplicationRow, "id" | "callsPerMinute">;

/** `calls` are those of the last minute; null until the first poll. */
interface UsedLimit {
  limit: number;
  calls: number | null;
}

/** Null if it is not worth telling. */
export function useLimit({ id, callsPerMinute }: Limited): UsedLimit | null {
  const { rateLimit } = useApiAccess();
  const { callsOfMinute } = use(ActivityContext);
  const limit = Math.min(callsPerMinute ?? rateLimit, rateLimit);
  const calls = callsOfMinute && (callsOfMinute[id] ?? 0);
  const isNotable = callsPerMinute !== null || (calls ?? 0) > limit * notableShare;
  return isNotable ? { limit, calls } : null;
}

/** The calls of the last minute beside the application's rate limit. */
export function LimitUse({ application }: { application: Limited }) {
  const used = useLimit(application);
  if (!used) return null;
  const { limit, calls } = used;
  const share = Math.min(1, (calls ?? 0) / limit);
  const isNear = share >= nearShare;
  return (
    <div
      className="flex flex-col gap-1 pt-0.5 text-xs tabular-nums"
      title="Calls in the last minute, and the limit"
    >
      <span className={isNear ? "text-warning" : "text-muted"}>
        {(calls ?? 0).toLocaleString("en")} of {limit.toLocaleString("en")}
        <span className="sr-only"> calls</span>/min
      </span>
      <svg aria-hidden width={width} height={height} className="max-sm:hidden">
        <rect width={width} height={height} rx={1.5} className="fill-border" />
        <rect
          width={width * share}
          height={height}
          rx={1.5}
          className={cn(isNear ? "fill-warning" : "fill-accent")}
        />
      </svg>
    </div>
  );
}
