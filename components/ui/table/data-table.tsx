"use client";

import {
  createColumnHelper,
  FlexRender,
  type RowData,
  type Row as TableRow,
  useTable,
} from "@tanstack/react-table";
import { Fragment, memo, type ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { type DataTableColumns, type Features, features, TableHead } from "./data-table-parts";
import { cellStyle, TableFrame } from "./table-frame";

interface DataTableSort {
  id: string;
  desc: boolean;
}

/** TanStack's column helper. Call it at module scope. Columns are sortable with `enableSorting: true`. */
export function columnHelper<Row extends RowData>() {
  return createColumnHelper<Features, Row>();
}

const defaultColumn = { enableSorting: false };

interface DataTableProps<Row extends RowData> {
  /** For screen readers. */
  caption: string;
  columns: DataTableColumns<Row>;
  /** One page, in the server's order. */
  rows: Row[];
  getRowId: (row: Row) => string;
  sort?: DataTableSort;
  onSort?: (sort: DataTableSort) => void;
  /** Icon buttons: visible on hover and focus, and always on touch screens. */
  rowActions?: (row: Row) => ReactNode;
  /** A width class; the default fits three buttons. */
  rowActionsWidth?: string;
  /** Aligns the first lines of cells with two lines, at every width or from "xl" on. */
  alignBaseline?: boolean | "xl";
  /** The heading above a row. Rows with the same heading stand together. */
  headingOf?: (row: Row) => string;
}

/**
 * A table that the server sorts and paginates. To make a whole row clickable, give its link
 * `after:absolute after:inset-0`. Columns hidden on phones repeat their values in the first column.
 */
export function DataTable<Row extends RowData>({ rowActionsWidth = "w-36", ...props }: DataTableProps<Row>) {
  const { caption, columns, rows, getRowId, sort, onSort, rowActions, alignBaseline, headingOf } = props;
  const sorting = sort ? [sort] : [];
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId,
    defaultColumn,
    manualSorting: true,
    enableSortingRemoval: false,
    state: { sorting },
    onSortingChange: (update) => {
      const [next] = typeof update === "function" ? update(sorting) : update;
      if (next) onSort?.(next);
    },
  });
  return (
    <TableFrame caption={caption}>
      <TableHead headers={table.getFlatHeaders()} actionsWidth={rowActions ? rowActionsWidth : null} />
      <tbody>
        {table.getRowModel().rows.map((row, index, all) => {
          const heading = headingOf?.(row.original);
          const before = all[index - 1];
          const isFirst = heading !== undefined && (!before || headingOf?.(before.original) !== heading);
          return (
            <Fragment key={row.id}>
              {isFirst && <HeadingRow heading={heading} row={row} hasActions={rowActions !== undefined} />}
              <BodyRow row={row} columns={columns} rowActions={rowActions} alignBaseline={alignBaseline} />
            </Fragment>
          );
        })}
      </tbody>
    </TableFrame>
  );
}

interface HeadingRowProps<Row extends RowData> {
  heading: string;
  row: TableRow<Features, Row>;
  hasActions: boolean;
}

/** One cell per column: a cell that spans hidden columns would give them a width. */
function HeadingRow<Row extends RowData>({ heading, row, hasActions }: HeadingRowProps<Row>) {
  const [, ...others] = row.getAllCells();
  return (
    <tr className="border-t bg-inset">
      <th scope="rowgroup" className="h-8 whitespace-nowrap px-4 font-medium text-muted text-sm">
        {heading}
      </th>
      {others.map(({ id, column }) => (
        <td key={id} className={cellStyle(column.columnDef.meta)} />
      ))}
      {hasActions && <td />}
    </tr>
  );
}

interface BodyRowProps<Row extends RowData>
  extends Pick<DataTableProps<Row>, "columns" | "rowActions" | "alignBaseline"> {
  row: TableRow<Features, Row>;
}

function PlainBodyRow<Row extends RowData>({ row, rowActions, alignBaseline }: BodyRowProps<Row>) {
  return (
    <tr className="relative h-11 border-t transition-colors duration-150 focus-within:bg-inset hover:bg-inset">
      {row.getAllCells().map((cell) => (
        <td
          key={cell.id}
          className={cn(
            cellStyle(cell.column.columnDef.meta),
            alignBaseline && (alignBaseline === "xl" ? "xl:align-baseline" : "align-baseline"),
          )}
        >
          <FlexRender cell={cell} />
        </td>
      ))}
      {rowActions && (
        <td className="relative z-10 py-0.5 pr-2">
          <div className="reveal-with-row flex justify-end gap-0.5">{rowActions(row.original)}</div>
        </td>
      )}
    </tr>
  );
}

/** Memoized: an infinite list passes all rows again with each page, and only new ones render. */
const BodyRow = memo(
  PlainBodyRow,
  (before, after) =>
    before.row.original === after.row.original &&
    before.columns === after.columns &&
    before.rowActions === after.rowActions,
) as typeof PlainBodyRow;
