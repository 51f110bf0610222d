import { Skeleton } from "@/components/ui/skeleton";

const widths = ["w-3/5", "w-4/5", "w-2/3", "w-1/2", "w-3/4", "w-2/5"];

/** The reference before it is drawn: its list of operations, and the first of them. */
export function ReferenceSkeleton() {
  return (
    <div className="absolute inset-0 flex bg-background">
      <div className="flex w-72 shrink-0 flex-col gap-5 border-r p-4 max-lg:hidden">
        <Skeleton className="h-control w-full" />
        <SkeletonLines />
      </div>
      <div className="flex flex-1 flex-col gap-5 px-4 py-12 sm:px-15">
        <Skeleton className="h-6 w-48" />
        <SkeletonLines />
      </div>
    </div>
  );
}

function SkeletonLines() {
  return widths.map((width) => <Skeleton key={width} className={width} />);
}
