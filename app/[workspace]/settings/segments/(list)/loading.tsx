import { ListPageSkeleton } from "@/components/computations/list/list-page";
import { SegmentListSkeleton } from "@/components/computations/segments/segment-list";
import { description, title } from "../heading";

export default function SegmentsLoading() {
  return (
    <ListPageSkeleton title={title} description={description}>
      <SegmentListSkeleton />
    </ListPageSkeleton>
  );
}
