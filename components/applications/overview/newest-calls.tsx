"use client";

import { ScrollText } from "lucide-react";
import Link from "next/link";
import { useApiAccess } from "@/components/applications/api-access";
import { toValidateCommand } from "@/components/developers/guide/set-up-snippets";
import { CallTime } from "@/components/logs/list/call-time";
import { CodeBlock } from "@/components/ui/code/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { formatDuration } from "@/components/ui/format-units";
import { HttpStatusBadge } from "@/components/ui/http-status-badge";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import type { LogRow } from "@/lib/logs/schema";

interface NewestCallsProps {
  calls: LogRow[];
  /** The path of the application's log. */
  logs: string;
}

type Row = LogRow & { href: string };
const column = columnHelper<Row>();

const columns = column.columns([
  column.accessor("path", {
    header: "Call",
    cell: ({ row: { original: call } }) => (
      <>
        <Link
          href={call.href}
          prefetch={false}
          title={`${call.method} ${call.path}`}
          className="block truncate font-mono text-sm after:absolute after:inset-0"
        >
          <span className="text-muted">{call.method}</span> {call.path}
        </Link>
        <HiddenAbove width="lg" className="text-muted text-xs">
          <CallTime time={call.time} />
        </HiddenAbove>
      </>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    meta: { width: "w-20 sm:w-44" },
    cell: ({ getValue }) => <HttpStatusBadge status={getValue()} numberOnly="phone" />,
  }),
  column.accessor("duration", {
    header: "Duration",
    meta: { width: "w-24", align: "end", hideBelow: "lg" },
    cell: ({ getValue }) => <span className="font-mono text-sm">{formatDuration(getValue())}</span>,
  }),
  column.accessor("time", {
    header: "Time",
    meta: { width: "w-36", align: "end", hideBelow: "lg" },
    cell: ({ getValue }) => (
      <span className="text-muted text-sm">
        <CallTime time={getValue()} />
      </span>
    ),
  }),
]);

/** The newest calls. Each links to the log. */
export function NewestCalls({ calls, logs }: NewestCallsProps) {
  const { apiUrl } = useApiAccess();
  if (calls.length === 0) {
    return (
      <EmptyState
        icon={<ScrollText />}
        title="No calls yet"
        description="The first call with its key appears here, rejected or not."
      >
        <CodeBlock label="Call with curl" code={toValidateCommand(apiUrl, "$API_KEY")} wrap />
      </EmptyState>
    );
  }
  const rows = calls.map((call) => ({ ...call, href: `${logs}?call=${call.id}` }));
  return <DataTable caption="Newest calls" columns={columns} rows={rows} getRowId={({ id }) => id} />;
}
