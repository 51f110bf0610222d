"use client";

import { CircleCheck } from "lucide-react";
import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { toErrorGroupKey } from "@/components/logs/live/live-counts";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { HttpStatusBadge } from "@/components/ui/http-status-badge";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { type ErrorGroup, noRoute } from "@/lib/logs/schema";

const column = columnHelper<ErrorGroup>();

const columns = column.columns([
  column.accessor("errorCode", {
    header: "Error",
    cell: ({ row }) => <ErrorGroupButton group={row.original} />,
  }),
  column.accessor("status", {
    header: "Status",
    meta: { width: "w-20 sm:w-48" },
    cell: ({ row }) => <HttpStatusBadge status={row.original.status} numberOnly="phone" />,
  }),
  column.accessor("route", {
    header: "Endpoint",
    meta: { hideBelow: "sm" },
    cell: ({ row: { original: group } }) => <ErrorEndpoint group={group} />,
  }),
  column.accessor("calls", {
    header: "Calls",
    meta: { width: "w-24", align: "end" },
    cell: ({ row }) => <span className="tabular-nums">{row.original.calls.toLocaleString("en")}</span>,
  }),
  column.accessor("lastAt", {
    header: "Last seen",
    meta: { width: "w-40", hideBelow: "md", align: "end" },
    cell: ({ row }) => (
      <span className="text-muted">
        <RelativeTime value={row.original.lastAt} />
      </span>
    ),
  }),
]);

/** Failed calls, grouped by error, status, method and endpoint. */
export function ErrorGroups({ groups }: { groups: ErrorGroup[] }) {
  if (groups.length === 0) {
    return (
      <EmptyState
        icon={<CircleCheck />}
        title="No errors"
        description="None of these calls was rejected or failed."
      />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{describeErrors(groups)}</p>
      <DataTable
        caption="Errors, most frequent first"
        columns={columns}
        rows={groups}
        getRowId={toErrorGroupKey}
      />
    </div>
  );
}

/** "9 calls ended with an error: 7 with 4xx and 2 with 5xx." */
function describeErrors(groups: ErrorGroup[]): string {
  const sumCalls = (some: ErrorGroup[]) => some.reduce((sum, { calls }) => sum + calls, 0);
  const all = sumCalls(groups);
  const server = sumCalls(groups.filter(({ status }) => status >= 500));
  const [total, serverErrors, clientErrors] = [all, server, all - server].map((calls) =>
    calls.toLocaleString("en"),
  );
  return `${total} ${all === 1 ? "call" : "calls"} ended with an error: ${clientErrors} with 4xx and ${serverErrors} with 5xx.`;
}

/** Filters by the group and opens the tab "Calls". The button covers its row. */
function ErrorGroupButton({ group }: { group: ErrorGroup }) {
  const { change } = useLogFilter();
  const show = () =>
    change(
      {
        status: [String(group.status)],
        method: [group.method],
        error: group.errorCode ? [group.errorCode] : [],
        route: [group.route ?? noRoute],
      },
      { view: { show: null } },
    );
  return (
    <button
      type="button"
      onClick={show}
      className="block w-full text-left after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
    >
      <span className="block truncate font-mono text-sm">{group.errorCode || "no code"}</span>
      <span className="block truncate text-muted sm:sr-only">
        <ErrorEndpoint group={group} />
      </span>
    </button>
  );
}

/** Without an endpoint, the path of the newest call stands as an example. */
function ErrorEndpoint({ group: { method, route, lastPath } }: { group: ErrorGroup }) {
  return (
    <span title={`${method} ${route ?? lastPath}`} className="text-sm">
      <span className="font-mono text-muted">{method}</span>{" "}
      {route === null && <span className="text-muted">such as </span>}
      <span className="font-mono">{route ?? lastPath}</span>
    </span>
  );
}
