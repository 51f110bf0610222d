import { Skeleton } from "@/components/ui/feedback/skeleton";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import {
  applicationActionsWidth,
  applicationColumnLayouts,
  applicationListCaption,
  countPosition,
  selectColumnStyle,
} from "./application-list-layout";

const columns = [
  { id: "select", header: () => <span className="sr-only">Selection</span>, meta: selectColumnStyle },
  ...Object.values(applicationColumnLayouts),
];

export function KeySafetySkeleton() {
  return (
    <div className="mb-4 flex min-h-11.5 items-center gap-2 rounded-surface border bg-surface px-4">
      <Skeleton className="w-72 max-w-full" />
    </div>
  );
}

export function ApplicationListSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Skeleton className="h-control w-full sm:max-lg:w-auto sm:max-lg:flex-1 lg:w-72" />
        <div className={countPosition}>
          <Skeleton className="my-1 w-24" />
        </div>
        <div className="ml-auto flex gap-2 max-sm:w-full max-sm:justify-between">
          <Skeleton className="h-control w-42" />
          <Skeleton className="h-control w-36 xl:hidden" />
        </div>
      </div>
      <DataTableSkeleton
        caption={applicationListCaption}
        columns={columns}
        rowActions
        rowActionsWidth={applicationActionsWidth}
        rows={8}
        rowHeight="h-11.75 max-xl:h-17.25 max-lg:h-22.25 max-sm:h-29.25"
      />
    </div>
  );
}
