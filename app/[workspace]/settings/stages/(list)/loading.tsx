import { ListPageSkeleton } from "@/components/computations/list/list-page";
import { StageListSkeleton } from "@/components/computations/stages/stage-list";
import { description, title } from "../heading";

export default function StagesLoading() {
  return (
    <ListPageSkeleton title={title} description={description}>
      <StageListSkeleton />
    </ListPageSkeleton>
  );
}
