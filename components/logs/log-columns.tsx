"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { columnHelper } from "@/components/ui/data-table";
import type { LogRow } from "@/lib/logs/schema";
import { CallLink } from "./call-link";
import { formatDuration } from "./format-duration";
import { StatusBadge } from "./status-badge";

const column = columnHelper<LogRow>();

function timeColumn(ofAll: boolean) {
  return column.accessor("time", {
    header: "Time",
    meta: { width: "sm:w-46", skeleton: "w-32" },
    cell: ({ row }) => <CallLink call={row.original} ofAll={ofAll} />,
  });
}

const application = column.accessor("applicationName", {
  header: "Application",
  meta: { width: "w-36", hideBelow: "lg", skeleton: "w-24" },
});

const method = column.accessor("method", {
  header: "Method",
  meta: { width: "w-18", hideBelow: "sm", skeleton: "w-8" },
  cell: ({ row }) => <span className="font-mono text-muted text-sm">{row.original.method}</span>,
});

const path = column.accessor("path", {
  header: "Path",
  meta: { hideBelow: "sm" },
  cell: ({ row }) => <span className="font-mono text-sm">{row.original.path}</span>,
});

const status = column.accessor("status", {
  header: "Status",
  meta: { width: "w-22 xl:w-48", skeleton: "w-16" },
  cell: ({ row }) => <StatusBadge status={row.original.status} wordFromXl />,
});

const duration = column.accessor("duration", {
  header: "Duration",
  meta: { width: "w-22", hideBelow: "lg", align: "end", skeleton: "w-12" },
  cell: ({ row }) => (
    <span className="font-mono text-sm tabular-nums">{formatDuration(row.original.duration)}</span>
  ),
});

function clientColumn(hideBelow: "lg" | "xl") {
  return column.accessor("client", {
    header: "Client",
    meta: { width: "w-32", hideBelow, skeleton: "w-20" },
    cell: ({ row }) => <span className="text-muted">{row.original.client}</span>,
  });
}

function requestIdColumn(hideBelow: "xl" | "2xl") {
  return column.accessor("id", {
    header: "Request id",
    meta: { width: "w-32", hideBelow, skeleton: "w-20" },
    cell: ({ row: { original: call } }) => (
      <span className="flex items-center justify-between gap-1">
        <span className="font-mono text-muted text-sm">…{call.id.slice(-6)}</span>
        <span className="reveal-with-row relative z-10 text-muted">
          <CopyButton iconOnly label="Copy request id" value={call.id} variant="ghost" />
        </span>
      </span>
    ),
  });
}

/** Of one application. */
export const logColumns = column.columns([
  timeColumn(false),
  method,
  path,
  status,
  duration,
  clientColumn("lg"),
  requestIdColumn("xl"),
]);

/** Of all applications, whose names take the room of what comes last. */
export const allLogColumns = column.columns([
  timeColumn(true),
  application,
  method,
  path,
  status,
  duration,
  clientColumn("xl"),
  requestIdColumn("2xl"),
]);
