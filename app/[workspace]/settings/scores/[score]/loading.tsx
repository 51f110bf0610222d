import { EditorSkeleton } from "@/components/computations/editor/editor-skeleton";

export default function ScoreLoading() {
  return <EditorSkeleton heading="Loading the score" />;
}
