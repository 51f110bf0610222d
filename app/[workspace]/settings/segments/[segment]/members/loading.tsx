import { SegmentMemberTableSkeleton } from "@/components/computations/segments/member-table";
import { Skeleton } from "@/components/ui/feedback/skeleton";

export default function MembersLoading() {
  return (
    <div>
      <h1 className="sr-only">Loading the members</h1>
      <div aria-hidden className="flex flex-col pb-6">
        <Skeleton className="mt-1 mb-3 w-64 max-w-full" />
        <Skeleton className="mt-1 mb-2 h-5 w-72 max-w-full" />
        <Skeleton className="my-1 w-24" />
        <Skeleton className="mt-3 h-control w-full sm:hidden" />
      </div>
      <Skeleton className="mb-4 h-control w-48" />
      <SegmentMemberTableSkeleton />
    </div>
  );
}
