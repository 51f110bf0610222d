import type { ReactNode } from "react";
import { cn } from "./class-names";

interface SwapLabelProps {
  first: ReactNode;
  second: ReactNode;
  showSecond: boolean;
}

/** Two labels in one place, as wide as the wider one, so that changing from one to the other moves nothing. */
export function SwapLabel({ first, second, showSecond }: SwapLabelProps) {
  const place = "col-start-1 row-start-1 inline-flex min-w-0 items-center justify-center gap-1.5";
  return (
    <span className="inline-grid min-w-0 grid-cols-[minmax(0,1fr)]">
      <span className={cn(place, showSecond && "invisible")}>{first}</span>
      <span className={cn(place, !showSecond && "invisible")}>{second}</span>
    </span>
  );
}
