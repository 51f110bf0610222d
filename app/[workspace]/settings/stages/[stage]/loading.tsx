import { EditorSkeleton } from "@/components/computations/editor/editor-skeleton";

export default function StageLoading() {
  return <EditorSkeleton heading="Loading the stage" />;
}
