"use client";

import Link from "next/link";
import { columnHelper, DataTable, DataTableSkeleton } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEntry } from "@/lib/audit/schema";

type AuditRow = AuditEntry & { workspaceSlug: string };

const column = columnHelper<AuditRow>();
const columns = column.columns([
  column.accessor("words", { header: "What", cell: ({ row }) => <Act {...row.original} /> }),
  column.accessor("personName", {
    header: "Who",
    meta: { width: "w-64", hideBelow: "sm", skeleton: "w-32" },
    cell: ({ row: { original } }) => <Who {...original} />,
  }),
  column.accessor("time", {
    header: "When",
    meta: { width: "w-36", hideBelow: "sm", skeleton: "w-20" },
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);
const frame = { caption: "What was done, newest first", columns };

interface AuditTableProps {
  workspaceSlug: string;
  entries: AuditEntry[];
}

export function AuditTable({ workspaceSlug, entries }: AuditTableProps) {
  const rows = entries.map((entry) => ({ ...entry, workspaceSlug }));
  return <DataTable {...frame} rows={rows} getRowId={({ id }) => id} />;
}

export function AuditTableSkeleton() {
  return <DataTableSkeleton {...frame} rows={6} rowHeight="h-15.25 max-sm:h-25.25" />;
}

function Act({ words, action, subject, personName, time, workspaceSlug }: AuditRow) {
  return (
    <div className="flex flex-col py-1.5">
      <span className="first-letter:uppercase">{words}</span>
      <span className="truncate font-mono text-muted text-sm">
        {action === "log.reveal" ? (
          <Link href={`/${workspaceSlug}/settings/api-access/logs?call=${subject}`} className="link">
            {subject}
          </Link>
        ) : (
          <span title={subject}>{subject}</span>
        )}
      </span>
      <span className="text-muted sm:hidden">
        {personName ?? "Somebody"} · <RelativeTime value={time} />
      </span>
    </div>
  );
}

function Who({ personName, personEmail }: AuditEntry) {
  if (personName === null) return <span className="text-muted">Somebody who is no longer known</span>;
  return (
    <div className="flex flex-col">
      <span className="truncate font-medium">{personName}</span>
      <span className="truncate text-muted text-sm">{personEmail}</span>
    </div>
  );
}
