"use client";

import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { useFieldControl } from "./field";
import { controlStyle } from "./input";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea {...useFieldControl()} {...props} className={cn(controlStyle, "h-auto py-1.5", className)} />
  );
}
