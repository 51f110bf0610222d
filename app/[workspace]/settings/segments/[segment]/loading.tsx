import { EditorSkeleton } from "@/components/computations/editor/editor-skeleton";

export default function SegmentLoading() {
  return <EditorSkeleton heading="Loading the segment" />;
}
