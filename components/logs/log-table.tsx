"use client";

import { DataTable, DataTableSkeleton } from "@/components/ui/data-table";
import type { LogRow } from "@/lib/logs/schema";
import { allLogColumns, logColumns } from "./log-columns";

interface LogTableProps {
  rows: LogRow[];
  /** True where the calls are those of all applications. */
  ofAll: boolean;
}

const caption = "Calls, newest first";

export function LogTable({ rows, ofAll }: LogTableProps) {
  return <DataTable caption={caption} columns={columnsOf(ofAll)} rows={rows} getRowId={getId} />;
}

export function LogTableSkeleton({ ofAll }: Pick<LogTableProps, "ofAll">) {
  return <DataTableSkeleton caption={caption} columns={columnsOf(ofAll)} rows={12} />;
}

function columnsOf(ofAll: boolean) {
  return ofAll ? allLogColumns : logColumns;
}

function getId(row: LogRow): string {
  return row.id;
}
