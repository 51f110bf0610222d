import { Skeleton } from "@/components/ui/feedback/skeleton";
import { LogTableSkeleton } from "./log-table";

export function LogLoading({ allApplications = false }: { allApplications?: boolean }) {
  return (
    <div data-wide>
      <h1 className="sr-only">Loading logs</h1>
      <div aria-hidden className="flex flex-col pb-6">
        <Skeleton className="mt-1 mb-3 w-40" />
        <Skeleton className="mt-1 mb-2 h-5 w-64 max-w-full" />
        <Skeleton className="my-1 w-96 max-w-full" />
        <Skeleton className="my-1 w-32 sm:hidden" />
        <Skeleton className="mt-3 size-control self-end sm:hidden" />
      </div>
      <div className="flex flex-col gap-4">
        <div aria-hidden className="flex flex-col gap-2">
          <div className="flex flex-wrap gap-2">
            <Skeleton className="h-control w-full sm:w-96" />
            <Skeleton className="h-control w-40 max-sm:flex-1" />
            <Skeleton className="h-control w-24 sm:hidden" />
          </div>
          <Skeleton className="h-control w-160 max-w-full max-sm:hidden" />
        </div>
        <div aria-hidden className="h-[13.75rem] rounded-surface border bg-surface lg:h-[11.75rem]" />
        <div aria-hidden className="h-[calc(var(--control-height)+1px)] border-b" />
        <LogTableSkeleton allApplications={allApplications} />
      </div>
    </div>
  );
}
