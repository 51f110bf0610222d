import { cn } from "@/components/ui/class-names";

const toneStyle: Record<string, string> = {
  GET: "text-accent-text",
  POST: "text-positive",
  DELETE: "text-danger",
};

export function MethodLabel({ method, className }: { method: string; className?: string }) {
  return (
    <span className={cn("font-medium font-mono text-xs", toneStyle[method] ?? "text-muted", className)}>
      {method}
    </span>
  );
}
