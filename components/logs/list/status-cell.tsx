"use client";

import type { LogRow } from "@/lib/logs/schema";
import { OnlyThis } from "./filterable-cell";
import { StatusBadge } from "./status-badge";

/** The status, and what went wrong. */
export function StatusCell({ call }: { call: LogRow }) {
  const { status, errorCode } = call;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <OnlyThis call={call} name="status" value={String(status)} className="mr-0 shrink-0">
        <StatusBadge status={status} numberOnly="always" />
      </OnlyThis>
      {errorCode && (
        <span className="min-w-0 max-xl:sr-only beside:sr-only">
          <OnlyThis call={call} name="error" value={errorCode}>
            <span className="font-mono text-muted text-sm">{errorCode}</span>
          </OnlyThis>
        </span>
      )}
    </span>
  );
}
