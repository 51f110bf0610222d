import { cn } from "@/components/ui/class-names";

/** A placeholder while data loads. Give it the size of the data. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 animate-pulse rounded-control bg-hover", className)} />;
}
