import { ListPageSkeleton } from "@/components/computations/list/list-page";
import { ScoreListSkeleton } from "@/components/computations/scores/score-list";
import { description, title } from "../heading";

export default function ScoresLoading() {
  return (
    <ListPageSkeleton title={title} description={description}>
      <ScoreListSkeleton />
    </ListPageSkeleton>
  );
}
