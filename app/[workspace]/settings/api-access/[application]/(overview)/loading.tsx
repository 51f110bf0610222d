import { Skeleton } from "@/components/ui/feedback/skeleton";

export default function ApplicationLoading() {
  return (
    <div>
      <h1 className="sr-only">Loading the application</h1>
      <div aria-hidden className="flex flex-col gap-6">
        <div className="flex flex-col">
          <Skeleton className="mt-1 mb-3 w-56 max-w-full" />
          <Skeleton className="mt-1 mb-2 h-5 w-72 max-w-full" />
          <Skeleton className="my-1 w-64 max-w-full" />
          <Skeleton className="mt-3 h-control w-full sm:hidden" />
        </div>
        <div className="grid gap-4 lg:grid-cols-2">
          <div className="h-44 rounded-surface border bg-surface" />
          <div className="h-44 rounded-surface border bg-surface" />
        </div>
        <div className="h-64 rounded-surface border bg-surface" />
        <div className="h-64 rounded-surface border bg-surface" />
      </div>
    </div>
  );
}
