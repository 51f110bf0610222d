"use client";

import {
  createColumnHelper,
  type Header,
  type RowData,
  rowSortingFeature,
  type TableOptions,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Skeleton } from "./skeleton";

const hideStyle = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };

interface ColumnLooks {
  /** A width class, "w-32"; columns without one share what is left. */
  width?: string;
  /** Left out on screens narrower than this. */
  hideBelow?: keyof typeof hideStyle;
  align?: "end";
  /** A width class for the bar that stands for it while loading. */
  skeleton?: string;
}

const features = tableFeatures({ rowSortingFeature, columnMeta: {} as ColumnLooks });
type Features = typeof features;

export type DataTableColumns<Row extends RowData> = TableOptions<Features, Row>["columns"];

export interface DataTableSort {
  id: string;
  desc: boolean;
}

/** TanStack's column helper. Call it at module scope; a column is sortable where it says enableSorting: true. */
export function columnHelper<Row extends RowData>() {
  return createColumnHelper<Features, Row>();
}

interface DataTableProps<Row extends RowData> {
  /** What the table holds, for screen readers. */
  caption: string;
  columns: DataTableColumns<Row>;
  /** One page, in the order the server gave it. */
  rows: Row[];
  getRowId: (row: Row) => string;
  sort?: DataTableSort;
  onSort?: (sort: DataTableSort) => void;
  /** Icon buttons, seen on hover and focus, and always where nothing can hover. */
  rowActions?: (row: Row) => ReactNode;
  /** Room for the actions; three by default. */
  rowActionsWidth?: string;
}

/**
 * A table that the server sorts and pages. The link of a row that leads somewhere takes `after:absolute after:inset-0`.
 * On a phone hide all but the first column, and repeat there, with `sm:hidden`, what is worth knowing.
 */
export function DataTable<Row extends RowData>({ rowActionsWidth = "w-36", ...props }: DataTableProps<Row>) {
  const { columns, rows: data, getRowId, sort, onSort, rowActions } = props;
  const table = useTable({
    features,
    columns,
    data,
    getRowId,
    defaultColumn: { enableSorting: false },
    manualSorting: true,
    enableSortingRemoval: false,
    state: { sorting: sort ? [sort] : [] },
    onSortingChange: (update) => {
      const [next] = typeof update === "function" ? update(sort ? [sort] : []) : update;
      if (next) onSort?.(next);
    },
  });
  return (
    <TableFrame caption={props.caption}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <HeaderCell key={header.id} header={header}>
                <table.FlexRender header={header} />
              </HeaderCell>
            ))}
            {rowActions && <ActionsHeader width={rowActionsWidth} />}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr
            key={row.id}
            className="relative h-11 border-t transition-colors duration-150 focus-within:bg-inset hover:bg-inset"
          >
            {row.getAllCells().map((cell) => (
              <td key={cell.id} className={cellStyle(cell.column.columnDef.meta)}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
            {rowActions && (
              <td className="relative z-10 py-0.5 pr-2">
                <div className="reveal-with-row flex justify-end gap-0.5 text-muted">
                  {rowActions(row.original)}
                </div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

interface DataTableSkeletonProps<Row extends RowData>
  extends Pick<DataTableProps<Row>, "caption" | "columns" | "rowActionsWidth"> {
  rows?: number;
  /** True where the table will have row actions. */
  rowActions?: boolean;
}

/** The same table before its rows are here: same columns, same widths, same height. */
export function DataTableSkeleton<Row extends RowData>({
  caption,
  columns,
  rows = 5,
  rowActions = false,
  rowActionsWidth = "w-36",
}: DataTableSkeletonProps<Row>) {
  const table = useTable({ features, columns, data: [], defaultColumn: { enableSorting: false } });
  const headers = table.getHeaderGroups().flatMap((group) => group.headers);
  return (
    <TableFrame caption={`${caption}, loading`} busy>
      <thead>
        <tr>
          {headers.map((header) => (
            <HeaderCell key={header.id} header={header}>
              <table.FlexRender header={header} />
            </HeaderCell>
          ))}
          {rowActions && <ActionsHeader width={rowActionsWidth} />}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key) => (
          <tr key={key} className="h-11 border-t">
            {headers.map(({ id, column }) => (
              <td key={id} className={cellStyle(column.columnDef.meta)}>
                <Skeleton
                  className={cn("inline-block w-3/5 align-middle", column.columnDef.meta?.skeleton)}
                />
              </td>
            ))}
            {rowActions && <td />}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function TableFrame({ caption, busy, children }: { caption: string; busy?: boolean; children: ReactNode }) {
  return (
    <div className="overflow-clip rounded-surface border bg-surface">
      <table className="w-full table-fixed border-collapse text-left" aria-busy={busy}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

interface HeaderCellProps<Row extends RowData> {
  header: Header<Features, Row, unknown>;
  children: ReactNode;
}

function HeaderCell<Row extends RowData>({ header, children }: HeaderCellProps<Row>) {
  const { column } = header;
  const style = cn(cellStyle(column.columnDef.meta), "h-9 font-medium text-muted text-sm");
  if (!column.getCanSort()) {
    return (
      <th scope="col" className={style}>
        {children}
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
          "group/sort -mx-1.5 inline-flex h-7 items-center gap-1 rounded-control px-1.5 hover:bg-hover",
          sorted && "text-text",
        )}
      >
        {children}
        <SortIcon sorted={sorted} />
      </button>
    </th>
  );
}

const ariaSort = { asc: "ascending", desc: "descending" } as const;

function SortIcon({ sorted }: { sorted: false | "asc" | "desc" }) {
  if (sorted === "asc") return <ArrowUp aria-hidden className="size-3.5" />;
  if (sorted === "desc") return <ArrowDown aria-hidden className="size-3.5" />;
  return <ChevronsUpDown aria-hidden className="size-3.5" />;
}

function ActionsHeader({ width }: { width: string }) {
  return (
    <th scope="col" className={width}>
      <span className="sr-only">Actions</span>
    </th>
  );
}

function cellStyle(looks: ColumnLooks | undefined) {
  return cn(
    "truncate px-3 py-1 first:pl-4 last:pr-4 max-sm:first:whitespace-normal max-sm:first:break-words",
    looks?.width,
    looks?.hideBelow && hideStyle[looks.hideBelow],
    looks?.align === "end" && "text-right",
  );
}
