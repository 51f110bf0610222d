"use client";

import { useTable } from "@tanstack/react-table";
import { useRef } from "react";
import { DataTableSkeleton } from "@/components/ui/data-table";
import { type Features, features, TableFrame, TableHead } from "@/components/ui/data-table-parts";
import type { LogRow } from "@/lib/logs/schema";
import { allLogColumns, logColumns } from "./log-columns";
import { LogTableRow } from "./log-table-row";
import { useRowsInView } from "./use-rows-in-view";

interface LogTableProps {
  rows: LogRow[];
  /** True where the calls are those of all applications. */
  ofAll: boolean;
  /** True where older rows can be loaded. */
  goesOn: boolean;
  /** While the list is live: whether a call came since. All else is history. */
  isNew: ((id: string) => boolean) | null;
  onNearEnd: () => void;
}

const caption = "Calls, newest first";
const defaultColumn = { enableSorting: false };

/** Of ten thousand rows those in view are in the document, and what the keyboard may go to next. */
export function LogTable({ rows, ofAll, goesOn, isNew, onNearEnd }: LogTableProps) {
  const columns = columnsOf(ofAll);
  const table = useTable<Features, LogRow>({ features, columns, data: rows, getRowId, defaultColumn });
  const body = useRef<HTMLTableSectionElement>(null);
  const { placed, after, measure, listeners } = useRowsInView(body, rows, onNearEnd);
  const tableRows = table.getRowModel().rows;
  return (
    <TableFrame caption={caption} rowCount={goesOn ? -1 : rows.length + 1}>
      <TableHead headers={table.getFlatHeaders()} sticky />
      <tbody ref={body} {...listeners}>
        {placed.map(({ item: { index, key }, gap }) => {
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
        {after > 0 && <tr aria-hidden style={{ height: after }} />}
      </tbody>
    </TableFrame>
  );
}

export function LogTableSkeleton({ ofAll }: Pick<LogTableProps, "ofAll">) {
  return (
    <DataTableSkeleton caption={caption} columns={columnsOf(ofAll)} rows={12} rowHeight="h-15 lg:h-11" />
  );
}

function columnsOf(ofAll: boolean) {
  return ofAll ? allLogColumns : logColumns;
}

function getRowId(row: LogRow): string {
  return row.id;
}
