"use client";

import {
  FlexRender,
  type Header,
  type RowData,
  rowSortingFeature,
  type TableOptions,
  tableFeatures,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { type ColumnStyle, cellStyle, headingStyle } from "./table-frame";

export const features = tableFeatures({ rowSortingFeature, columnMeta: {} as ColumnStyle });
export type Features = typeof features;

export type DataTableColumns<Row extends RowData> = TableOptions<Features, Row>["columns"];

interface TableHeadProps<Row extends RowData> {
  headers: Header<Features, Row, unknown>[];
  /** A width class for the column of row actions. Null: no such column. */
  actionsWidth?: string | null;
  /** Keeps the header in view while rows scroll. */
  sticky?: boolean;
}

export function TableHead<Row extends RowData>({ headers, actionsWidth, sticky }: TableHeadProps<Row>) {
  return (
    <thead className={cn(sticky && "sticky top-0 z-20 bg-surface shadow-[0_1px_0_var(--color-border)]")}>
      <tr aria-rowindex={sticky ? 1 : undefined}>
        {headers.map((header) => (
          <HeaderCell key={header.id} header={header} />
        ))}
        {actionsWidth && (
          <th scope="col" className={actionsWidth}>
            <span className="sr-only">Actions</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

const ariaSort = { asc: "ascending", desc: "descending" } as const;

function HeaderCell<Row extends RowData>({ header }: { header: Header<Features, Row, unknown> }) {
  const { column } = header;
  const style = cn(cellStyle(column.columnDef.meta), headingStyle);
  if (!column.getCanSort()) {
    return (
      <th scope="col" className={style}>
        <FlexRender header={header} />
      </th>
    );
  }
  const sorted = column.getIsSorted();
  return (
    <th scope="col" className={style} aria-sort={sorted ? ariaSort[sorted] : "none"}>
      <button
        type="button"
        onClick={column.getToggleSortingHandler()}
        className={cn(
          "-mx-1.5 inline-flex h-7 items-center gap-1 rounded-control px-1.5 -outline-offset-2 hover:bg-hover",
          sorted && "text-text",
        )}
      >
        <FlexRender header={header} />
        <SortIcon sorted={sorted} />
      </button>
    </th>
  );
}

function SortIcon({ sorted }: { sorted: false | "asc" | "desc" }) {
  const Icon = sorted ? { asc: ArrowUp, desc: ArrowDown }[sorted] : ChevronsUpDown;
  return <Icon aria-hidden className="size-3.5" />;
}
