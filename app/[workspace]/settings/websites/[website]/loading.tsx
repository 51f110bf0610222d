import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { ArrivalsSkeleton } from "@/components/websites/arrivals";

export default function InstallationLoading() {
  return (
    <div>
      <Skeleton className="mb-2 h-5 w-64" />
      <PageHeader
        title={<Skeleton className="my-1.5 h-4 w-56" />}
        description="The newest 50 events that its pages sent, as they arrive."
      />
      <ArrivalsSkeleton />
    </div>
  );
}
