import { cn } from "@/components/ui/class-names";

/** The shape of what is coming; give it the real size. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 animate-pulse rounded-control bg-hover", className)} />;
}
