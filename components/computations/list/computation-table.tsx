"use client";

import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/table/data-table";
import type { DataTableColumns } from "@/components/ui/table/data-table-parts";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import type { ComputationRow } from "@/lib/computations/schema/explanation";
import { ComputationActions } from "./computation-cells";

interface ComputationTableProps<Row extends ComputationRow> {
  caption: string;
  columns: DataTableColumns<Row>;
  rows: Row[];
  rowActions?: (row: Row) => ReactNode;
}

const rowActionsWidth = "w-24 pointer-coarse:w-26";

/** A list of computations with Edit and Delete. */
export function ComputationTable<Row extends ComputationRow>(props: ComputationTableProps<Row>) {
  return (
    <DataTable
      rowActions={renderActions}
      {...props}
      getRowId={({ id }) => id}
      rowActionsWidth={rowActionsWidth}
    />
  );
}

export function ComputationTableSkeleton<Row extends ComputationRow>({
  rowHeight = "h-11 max-lg:h-13",
  ...props
}: Pick<ComputationTableProps<Row>, "caption" | "columns"> & { rowHeight?: string }) {
  return (
    <DataTableSkeleton
      {...props}
      rowActions
      rowActionsWidth={rowActionsWidth}
      rows={4}
      rowHeight={rowHeight}
    />
  );
}

function renderActions(row: ComputationRow) {
  return <ComputationActions row={row} />;
}
