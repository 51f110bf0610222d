import type { ReactNode } from "react";
import { cn } from "./class-names";

interface KbdProps {
  children: ReactNode;
  /** For use on a tooltip, whose colours are turned around. */
  inverted?: boolean;
}

export function Kbd({ children, inverted = false }: KbdProps) {
  return (
    <kbd
      className={cn(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-control border px-1 font-mono text-xs",
        inverted ? "border-muted text-background" : "bg-inset text-muted",
      )}
    >
      {children}
    </kbd>
  );
}
