import { Skeleton } from "@/components/ui/feedback/skeleton";
import { ReceivedEventsSkeleton } from "@/components/websites/installation/received-events";

export default function InstallationLoading() {
  return (
    <div>
      <h1 className="sr-only">Loading the installation</h1>
      <div aria-hidden className="flex flex-col pb-6">
        <Skeleton className="mt-1 mb-3 w-64 max-w-full" />
        <Skeleton className="mt-1 mb-2 h-5 w-72 max-w-full" />
        <Skeleton className="my-1 w-96 max-w-full" />
        <Skeleton className="mt-3 h-control w-full sm:hidden" />
      </div>
      <ReceivedEventsSkeleton />
    </div>
  );
}
