"use client";

import { Activity } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { type EndpointUsage, noRoute, type UsageRange } from "@/lib/logs/schema";

interface EndpointUseTableProps {
  endpoints: EndpointUsage[];
  /** The path of the application's log. */
  logs: string;
  range: UsageRange;
}

type Row = EndpointUsage & { href: string };
const column = columnHelper<Row>();

function countColumn(
  id: "calls" | "rejected" | "clientErrors" | "serverErrors",
  header: string,
  width: string,
) {
  return column.accessor(id, {
    header,
    meta: { width, align: "end", ...(id === "calls" ? {} : { hideBelow: "lg" as const }) },
    cell: ({ getValue }) => <Count value={getValue()} />,
  });
}

const columns = column.columns([
  column.accessor("route", {
    header: "Endpoint",
    cell: ({ row }) => <EndpointCell use={row.original} />,
  }),
  countColumn("calls", "Calls", "w-20 xl:w-28"),
  column.display({
    id: "succeeded",
    header: "Succeeded",
    meta: { width: "w-28", align: "end", hideBelow: "xl" },
    cell: ({ row }) => <Count value={countSucceeded(row.original)} />,
  }),
  countColumn("rejected", "Rejected", "w-24 xl:w-28"),
  countColumn("clientErrors", "Client errors", "w-28"),
  countColumn("serverErrors", "Our errors", "w-28"),
]);

/** Calls by endpoint and outcome. Each endpoint links to its calls in the log. */
export function EndpointUseTable({ endpoints, logs, range }: EndpointUseTableProps) {
  if (endpoints.length === 0) {
    return (
      <EmptyState
        icon={<Activity />}
        title="No calls in 7 days"
        description="Calls are counted here by endpoint and outcome."
      />
    );
  }
  const rows = endpoints.map((use) => ({ ...use, href: `${logs}?${toFilter(use, range)}` }));
  return (
    <DataTable
      caption="Calls by endpoint, the busiest first"
      columns={columns}
      rows={rows}
      getRowId={({ href }) => href}
    />
  );
}

function toFilter({ method, route }: EndpointUsage, range: UsageRange): URLSearchParams {
  return new URLSearchParams({ method, route: route ?? noRoute, range });
}

function EndpointCell({ use }: { use: Row }) {
  const { method, route, href, rejected, clientErrors, serverErrors } = use;
  const outcomes = [
    [rejected, "rejected"],
    [clientErrors, clientErrors === 1 ? "client error" : "client errors"],
    [serverErrors, serverErrors === 1 ? "error of ours" : "errors of ours"],
  ] as const;
  const failed = outcomes.filter(([calls]) => calls > 0);
  return (
    <>
      <Link
        href={href}
        prefetch={false}
        title={`${method} ${route ?? "no endpoint"}`}
        className="block truncate font-mono text-sm after:absolute after:inset-0"
      >
        <span className="text-muted">{method}</span> {route ?? <span className="font-sans">No endpoint</span>}
      </Link>
      {failed.length > 0 && (
        <HiddenAbove width="lg" className="text-muted text-xs">
          {failed.map(([calls, label]) => `${calls.toLocaleString("en")} ${label}`).join(", ")}
        </HiddenAbove>
      )}
    </>
  );
}

function Count({ value }: { value: number }) {
  return (
    <span className={value === 0 ? "text-muted tabular-nums" : "tabular-nums"}>
      {value.toLocaleString("en")}
    </span>
  );
}

function countSucceeded({ calls, rejected, clientErrors, serverErrors }: EndpointUsage): number {
  return calls - rejected - clientErrors - serverErrors;
}
