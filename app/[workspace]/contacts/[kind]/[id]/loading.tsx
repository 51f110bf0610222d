import { Skeleton } from "@/components/ui/feedback/skeleton";
import { Card } from "@/components/ui/layout/card";

export default function ContactLoading() {
  return (
    <div>
      <h1 className="sr-only">Loading the contact</h1>
      <div aria-hidden className="flex flex-col pb-6">
        <Skeleton className="mt-1 mb-3 w-32" />
        <Skeleton className="mt-1 mb-2 h-5 w-64 max-w-full" />
        <Skeleton className="my-1 w-72 max-w-full" />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-[auto_1fr]">
        <CardSkeleton title="Segments, stage, health and scores" lines={6} />
        <div className="flex min-w-0 flex-col gap-6 xl:row-span-2">
          <CardSkeleton title="Details" lines={5} />
          <CardSkeleton title="Properties" lines={10} />
        </div>
        <CardSkeleton title="Timeline" lines={12} />
      </div>
    </div>
  );
}

function CardSkeleton({ title, lines }: { title: string; lines: number }) {
  return (
    <Card title={title}>
      <div className="flex flex-col gap-4">
        {Array.from({ length: lines }, (_, index) => `line-${index}`).map((key) => (
          <Skeleton key={key} className="w-4/5" />
        ))}
      </div>
    </Card>
  );
}
