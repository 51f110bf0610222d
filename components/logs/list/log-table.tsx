"use client";

import { FlexRender, type Row as TableRow, useTable } from "@tanstack/react-table";
import { memo, useRef } from "react";
import { cn } from "@/components/ui/class-names";
import {
  type DataTableColumns,
  type Features,
  features,
  TableHead,
} from "@/components/ui/table/data-table-parts";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { cellStyle, TableFrame } from "@/components/ui/table/table-frame";
import type { LogRow } from "@/lib/logs/schema";
import { allLogColumns, logColumns } from "./log-columns";
import { useVisibleRows } from "./use-visible-rows";

interface LogTableProps {
  rows: LogRow[];
  allApplications: boolean;
  hasOlder: boolean;
  /** Null unless Live is on. A call is new if it arrived since then. */
  isNew: ((id: string) => boolean) | null;
  onNearEnd: () => void;
}

const caption = "Calls, newest first";
const defaultColumn = { enableSorting: false };

/** Virtualized: of thousands of rows, only the visible ones are in the document. */
export function LogTable({ rows, allApplications, hasOlder, isNew, onNearEnd }: LogTableProps) {
  const columns = getColumns(allApplications);
  const table = useTable<Features, LogRow>({ features, columns, data: rows, getRowId, defaultColumn });
  const body = useRef<HTMLTableSectionElement>(null);
  const { visibleRows, gapAfter, measure, listeners } = useVisibleRows(body, rows, onNearEnd);
  const tableRows = table.getRowModel().rows;
  return (
    <TableFrame caption={caption} rowCount={hasOlder ? -1 : rows.length + 1}>
      <TableHead headers={table.getFlatHeaders()} sticky />
      <tbody ref={body} {...listeners}>
        {visibleRows.map(({ item: { index, key }, gap }) => {
          const row = tableRows[index];
          return (
            row && (
              <LogTableRow
                key={key}
                row={row}
                index={index}
                gap={gap}
                age={isNew && (isNew(row.id) ? "new" : "history")}
                columns={columns}
                measure={measure}
              />
            )
          );
        })}
        {gapAfter > 0 && <tr aria-hidden style={{ height: gapAfter }} />}
      </tbody>
    </TableFrame>
  );
}

export function LogTableSkeleton({ allApplications }: Pick<LogTableProps, "allApplications">) {
  return (
    <DataTableSkeleton
      caption={caption}
      columns={getColumns(allApplications)}
      rows={12}
      rowHeight="h-15 lg:h-11"
    />
  );
}

function getColumns(allApplications: boolean) {
  return allApplications ? allLogColumns : logColumns;
}

function getRowId(row: LogRow): string {
  return row.id;
}

interface LogTableRowProps {
  row: TableRow<Features, LogRow>;
  index: number;
  /** Height of the omitted rows before it, in pixels. */
  gap: number;
  /** Null unless Live is on. */
  age: "new" | "history" | null;
  columns: DataTableColumns<LogRow>;
  measure: (element: HTMLTableRowElement | null) => void;
}

function PlainLogTableRow({ row, index, gap, age, measure }: LogTableRowProps) {
  return (
    <>
      {gap > 0 && <tr aria-hidden style={{ height: gap }} />}
      <tr
        ref={measure}
        data-index={index}
        data-id={row.id}
        aria-rowindex={index + 2}
        className={cn(
          "relative h-15 border-t transition-[background-color,opacity] duration-150 focus-within:bg-inset hover:bg-inset lg:h-11",
          age === "new" && "shadow-[inset_2px_0_0_var(--color-accent)]",
          age === "history" && "opacity-90 focus-within:opacity-100 hover:opacity-100",
        )}
      >
        {row.getAllCells().map((cell) => (
          <td key={cell.id} className={cellStyle(cell.column.columnDef.meta)}>
            <FlexRender cell={cell} />
          </td>
        ))}
      </tr>
    </>
  );
}

/** Memoized: scrolling renders only the rows that enter the viewport. */
const LogTableRow = memo(
  PlainLogTableRow,
  (before, after) =>
    before.row.original === after.row.original &&
    before.columns === after.columns &&
    before.index === after.index &&
    before.age === after.age &&
    before.gap === after.gap,
);
