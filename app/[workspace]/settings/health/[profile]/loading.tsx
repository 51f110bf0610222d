import { EditorSkeleton } from "@/components/computations/editor/editor-skeleton";

export default function HealthProfileLoading() {
  return <EditorSkeleton heading="Loading the health profile" />;
}
