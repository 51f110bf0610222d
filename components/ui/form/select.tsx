"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/class-names";
import { useFieldControl } from "./field";
import { controlStyle } from "./input";

/** A styled native select, which opens the platform's own list on phones. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return (
    <span className={cn("relative inline-flex", className)}>
      <select {...useFieldControl()} {...props} className={cn(controlStyle, "appearance-none pr-8")} />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-2 my-auto size-4 text-muted"
      />
    </span>
  );
}
