import { EditorSkeleton } from "@/components/computations/editor/editor-skeleton";

export default function ComputedPropertyLoading() {
  return <EditorSkeleton heading="Loading the computed property" />;
}
