import { Skeleton } from "@/components/ui/skeleton";
import { LogTableSkeleton } from "./log-table";

/** The screen before its first page is here. */
export function LogLoading({ ofAll = false }: { ofAll?: boolean }) {
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
      <LogTableSkeleton ofAll={ofAll} />
    </div>
  );
}
