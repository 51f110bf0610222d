"use client";

import { KeyInUrlSign } from "@/components/logs/detail/key-in-url";
import { columnHelper } from "@/components/ui/data-table";
import { type LogRow, noRoute } from "@/lib/logs/schema";
import { CallLink } from "./call-link";
import { CallTimeHeading } from "./call-time";
import { OnlyThis } from "./filterable-cell";
import { formatDuration } from "./format-duration";
import { StatusCell } from "./status-cell";

const column = columnHelper<LogRow>();

function timeColumn(ofAll: boolean) {
  return column.accessor("time", {
    header: () => <CallTimeHeading />,
    meta: { width: "lg:w-38 2xl:w-44", skeleton: "w-28" },
    cell: ({ row }) => <CallLink call={row.original} ofAll={ofAll} />,
  });
}

const application = column.accessor("applicationName", {
  header: "Application",
  meta: { width: "w-36 xl:w-44", hideBelow: "lg", skeleton: "w-24" },
  cell: ({ row: { original: call } }) => (
    <OnlyThis call={call} name="application" value={call.applicationId} label={call.applicationName}>
      {call.applicationName}
    </OnlyThis>
  ),
});

const method = column.accessor("method", {
  header: "Method",
  meta: { width: "w-22", hideBelow: "desktop", skeleton: "w-8" },
  cell: ({ row }) => (
    <OnlyThis call={row.original} name="method" value={row.original.method}>
      <span className="font-mono text-muted text-sm">{row.original.method}</span>
    </OnlyThis>
  ),
});

const path = column.accessor("path", {
  header: "Path",
  meta: { hideBelow: "desktop" },
  cell: ({ row: { original: call } }) => (
    <OnlyThis
      call={call}
      name="route"
      value={call.route ?? noRoute}
      label={call.route ?? "none"}
      title={call.path}
    >
      {call.keyInUrl && <KeyInUrlSign />}
      <span className="font-mono text-sm">{call.path}</span>
    </OnlyThis>
  ),
});

const status = column.accessor("status", {
  header: "Status",
  meta: { width: "w-22 sm:w-28 xl:w-56 beside:w-28", skeleton: "w-16" },
  cell: ({ row }) => <StatusCell call={row.original} />,
});

function clientColumn(hideBelow: "xl" | "wide") {
  return column.accessor("client", {
    header: "Client",
    meta: { width: "w-42", hideBelow, skeleton: "w-28" },
    cell: ({ row }) => (
      <OnlyThis call={row.original} name="client" value={row.original.client}>
        <span className="text-muted">{row.original.client}</span>
      </OnlyThis>
    ),
  });
}

function addressColumn(hideBelow: "wide" | "2xl") {
  return column.accessor("ipAddress", {
    header: "IP address",
    meta: { width: "w-36", hideBelow, skeleton: "w-24" },
    cell: ({ row }) => (
      <OnlyThis call={row.original} name="ip" value={row.original.ipAddress}>
        <span className="font-mono text-muted text-sm">{row.original.ipAddress}</span>
      </OnlyThis>
    ),
  });
}

function durationColumn(hideBelow: "lg" | "xl") {
  return column.accessor("duration", {
    header: "Duration",
    meta: { width: "w-24", hideBelow, align: "end", skeleton: "w-12" },
    cell: ({ row }) => (
      <span className="font-mono text-sm tabular-nums">{formatDuration(row.original.duration)}</span>
    ),
  });
}

/** Of one application. */
export const logColumns = column.columns([
  timeColumn(false),
  method,
  path,
  status,
  clientColumn("xl"),
  addressColumn("wide"),
  durationColumn("lg"),
]);

/** Of all applications, whose names take the room of what comes last. */
export const allLogColumns = column.columns([
  timeColumn(true),
  method,
  path,
  status,
  application,
  clientColumn("wide"),
  addressColumn("2xl"),
  durationColumn("xl"),
]);
