import { HealthProfileListSkeleton } from "@/components/computations/health/health-profile-list";
import { ListPageSkeleton } from "@/components/computations/list/list-page";
import { description, title } from "../heading";

export default function HealthLoading() {
  return (
    <ListPageSkeleton title={title} description={description}>
      <HealthProfileListSkeleton />
    </ListPageSkeleton>
  );
}
