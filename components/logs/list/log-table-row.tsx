"use client";

import { FlexRender, type Row as TableRow } from "@tanstack/react-table";
import { memo } from "react";
import { cn } from "@/components/ui/class-names";
import { cellStyle, type DataTableColumns, type Features } from "@/components/ui/data-table-parts";
import type { LogRow } from "@/lib/logs/schema";

interface LogTableRowProps {
  row: TableRow<Features, LogRow>;
  index: number;
  /** Pixels of rows before it that are not in the document. */
  gap: number;
  /** While the list is live. */
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

/** Scrolling renders the rows that come into view, and no others. */
export const LogTableRow = memo(
  PlainLogTableRow,
  (before, after) =>
    before.row.original === after.row.original &&
    before.columns === after.columns &&
    before.index === after.index &&
    before.age === after.age &&
    before.gap === after.gap,
);
