import { type ComponentType, createElement, type ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { type ColumnStyle, cellStyle, headingStyle, TableFrame } from "./table-frame";

/** What a column of a DataTable shows while its rows load. Columns without cells are enough. */
interface SkeletonColumn {
  id?: string | undefined;
  accessorKey?: PropertyKey | undefined;
  header?: string | ((context: never) => unknown) | undefined;
  meta?: ColumnStyle | undefined;
}

interface DataTableSkeletonProps {
  caption: string;
  columns: readonly SkeletonColumn[];
  rows?: number;
  rowActions?: boolean;
  rowActionsWidth?: string;
  /** A height class, for rows of more than one line. */
  rowHeight?: string;
}

/** The table while its rows load, with the same columns and heights. Its code is not that of the table. */
export function DataTableSkeleton({
  caption,
  columns,
  rows = 5,
  rowActions = false,
  rowActionsWidth = "w-36",
  rowHeight = "h-11",
}: DataTableSkeletonProps) {
  return (
    <TableFrame caption={`${caption}, loading`} busy>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={toKey(column)} scope="col" className={cn(cellStyle(column.meta), headingStyle)}>
              {renderHeading(column)}
            </th>
          ))}
          {rowActions && (
            <th scope="col" className={rowActionsWidth}>
              <span className="sr-only">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key) => (
          <tr key={key} className={cn("border-t", rowHeight)}>
            {columns.map((column) => (
              <td key={toKey(column)} className={cellStyle(column.meta)}>
                <Skeleton className={cn("inline-block w-3/5 align-middle", column.meta?.skeleton)} />
              </td>
            ))}
            {rowActions && <td />}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function toKey({ id, accessorKey }: SkeletonColumn): string {
  return id ?? String(accessorKey);
}

function renderHeading({ header }: SkeletonColumn): ReactNode {
  return typeof header === "function" ? createElement(header as ComponentType) : header;
}
