import { Skeleton } from "@/components/ui/skeleton";
import { LogTableSkeleton } from "./log-table";

/** The screen before its first page is here. */
export function LogLoading({ ofAll = false }: { ofAll?: boolean }) {
  return (
    <div data-wide role="status">
      <span className="sr-only">Loading the log</span>
      <div aria-hidden className="flex flex-col gap-2 pb-6">
        <Skeleton className="my-1 w-40" />
        <Skeleton className="my-1 h-5 w-64 max-w-full" />
        <Skeleton className="w-96 max-w-full" />
      </div>
      <LogTableSkeleton ofAll={ofAll} />
    </div>
  );
}
