import type { ReactNode } from "react";
import { cn } from "./class-names";

interface SwapLabelProps {
  first: ReactNode;
  second: ReactNode;
  showSecond: boolean;
}

/** Two labels in the same position, as wide as the wider one, so that switching moves nothing. */
export function SwapLabel({ first, second, showSecond }: SwapLabelProps) {
  const style = "col-start-1 row-start-1 inline-flex min-w-0 items-center justify-center gap-1.5";
  return (
    <span className="inline-grid min-w-0 grid-cols-[minmax(0,1fr)]">
      <span className={cn(style, showSecond && "invisible")}>{first}</span>
      <span className={cn(style, !showSecond && "invisible")}>{second}</span>
    </span>
  );
}
