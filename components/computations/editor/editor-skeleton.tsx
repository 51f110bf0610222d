import { Skeleton } from "@/components/ui/feedback/skeleton";

/** An editor while it loads. */
export function EditorSkeleton({ heading }: { heading: string }) {
  return (
    <div>
      <h1 className="sr-only">{heading}</h1>
      <div aria-hidden className="flex flex-col">
        <Skeleton className="mt-1 mb-4 w-40" />
        <Skeleton className="mb-7 h-5 w-64 max-w-full" />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex flex-col gap-6">
            <CardSkeleton className="h-45" />
            <CardSkeleton className="h-60" />
          </div>
          <CardSkeleton className="h-60" />
        </div>
      </div>
    </div>
  );
}

function CardSkeleton({ className }: { className: string }) {
  return (
    <div className={`flex flex-col gap-3 rounded-surface border bg-surface p-5 ${className}`}>
      <Skeleton className="w-24" />
      <Skeleton className="h-control w-full max-w-120" />
    </div>
  );
}
