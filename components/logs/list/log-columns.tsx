"use client";

import { KeyInUrlIcon } from "@/components/logs/detail/key-in-url";
import { formatDuration } from "@/components/ui/format-units";
import { HttpStatusBadge } from "@/components/ui/http-status-badge";
import { columnHelper } from "@/components/ui/table/data-table";
import { type LogRow, noRoute } from "@/lib/logs/schema";
import { CallTime, CallTimeHeading } from "./call-time";
import { FilterableCell } from "./filterable-cell";
import { callLinkId, useCallLink, useOpenCall } from "./url-view";

const column = columnHelper<LogRow>();

function timeColumn(allApplications: boolean) {
  return column.accessor("time", {
    header: () => <CallTimeHeading />,
    meta: { width: "lg:w-38 2xl:w-44", skeleton: "w-28" },
    cell: ({ row }) => <CallLink call={row.original} allApplications={allApplications} />,
  });
}

const application = column.accessor("applicationName", {
  header: "Application",
  meta: { width: "w-36 xl:w-44", hideBelow: "lg", skeleton: "w-24" },
  cell: ({ row: { original: call } }) => (
    <FilterableCell call={call} name="application" value={call.applicationId} label={call.applicationName}>
      {call.applicationName}
    </FilterableCell>
  ),
});

const method = column.accessor("method", {
  header: "Method",
  meta: { width: "w-22", hideBelow: "desktop", skeleton: "w-8" },
  cell: ({ row }) => (
    <FilterableCell call={row.original} name="method" value={row.original.method}>
      <span className="font-mono text-muted text-sm">{row.original.method}</span>
    </FilterableCell>
  ),
});

const path = column.accessor("path", {
  header: "Path",
  meta: { hideBelow: "desktop" },
  cell: ({ row: { original: call } }) => (
    <FilterableCell
      call={call}
      name="route"
      value={call.route ?? noRoute}
      label={call.route ?? "none"}
      title={call.path}
    >
      {call.keyInUrl && <KeyInUrlIcon />}
      <span className="font-mono text-sm">{call.path}</span>
    </FilterableCell>
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
      <FilterableCell call={row.original} name="client" value={row.original.client}>
        <span className="text-muted">{row.original.client}</span>
      </FilterableCell>
    ),
  });
}

function ipAddressColumn(hideBelow: "wide" | "2xl") {
  return column.accessor("ipAddress", {
    header: "IP address",
    meta: { width: "w-36", hideBelow, skeleton: "w-24" },
    cell: ({ row }) => (
      <FilterableCell call={row.original} name="ip" value={row.original.ipAddress}>
        <span className="font-mono text-muted text-sm">{row.original.ipAddress}</span>
      </FilterableCell>
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

/** Columns for the log of one application. */
export const logColumns = column.columns([
  timeColumn(false),
  method,
  path,
  status,
  clientColumn("xl"),
  ipAddressColumn("wide"),
  durationColumn("lg"),
]);

/** Columns for the log of all applications. The name takes the width of the last columns. */
export const allLogColumns = column.columns([
  timeColumn(true),
  method,
  path,
  status,
  application,
  clientColumn("wide"),
  ipAddressColumn("2xl"),
  durationColumn("xl"),
]);

interface CallLinkProps {
  call: LogRow;
  allApplications: boolean;
}

/** Covers its whole row: a click anywhere opens the call. On narrow screens it shows the values of the hidden columns. */
function CallLink({ call, allApplications }: CallLinkProps) {
  const isOpen = useOpenCall() === call.id;
  const link = useCallLink(call.id);
  return (
    <a
      id={callLinkId(call.id)}
      {...link}
      aria-current={isOpen || undefined}
      className="scroll-my-14 text-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus aria-current:after:bg-accent/10 aria-current:after:shadow-[inset_2px_0_0_var(--color-accent)]"
    >
      <span className="block truncate font-mono lg:sr-only">
        {call.keyInUrl && <KeyInUrlIcon />}
        <span className="text-muted">{call.method}</span> {call.path}{" "}
      </span>
      <span className="flex min-w-0 items-baseline gap-2 max-lg:text-muted">
        <CallTime time={call.time} />
        {allApplications && <span className="truncate lg:hidden">{call.applicationName}</span>}
      </span>
    </a>
  );
}

function StatusCell({ call }: { call: LogRow }) {
  const { status, errorCode } = call;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <FilterableCell call={call} name="status" value={String(status)} className="mr-0 shrink-0">
        <HttpStatusBadge status={status} numberOnly="always" />
      </FilterableCell>
      {errorCode && (
        <span className="min-w-0 max-xl:sr-only beside:sr-only">
          <FilterableCell call={call} name="error" value={errorCode}>
            <span className="font-mono text-muted text-sm">{errorCode}</span>
          </FilterableCell>
        </span>
      )}
    </span>
  );
}
