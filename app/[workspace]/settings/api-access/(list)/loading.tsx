import {
  ApplicationListSkeleton,
  KeySafetySkeleton,
} from "@/components/applications/list/application-list-skeleton";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "../heading";

export default function Loading() {
  return (
    <div>
      <PageHeader
        title={title}
        description={description}
        action={
          <>
            <Skeleton className="h-control sm:w-18" />
            <Skeleton className="h-control sm:w-42" />
          </>
        }
      />
      <KeySafetySkeleton />
      <ApplicationListSkeleton />
    </div>
  );
}
