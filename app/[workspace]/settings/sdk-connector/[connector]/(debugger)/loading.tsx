import { DebuggerTableSkeleton } from "@/components/connectors/debugger/debugger";
import { Skeleton } from "@/components/ui/feedback/skeleton";

export default function DebuggerLoading() {
  return (
    <div className="flex flex-col gap-4">
      <div aria-hidden className="h-[13.75rem] rounded-surface border bg-surface lg:h-[11.75rem]" />
      <Skeleton className="h-control w-160 max-w-full" />
      <DebuggerTableSkeleton />
    </div>
  );
}
