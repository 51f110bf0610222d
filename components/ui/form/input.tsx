"use client";

import type { ComponentProps } from "react";
import { cn } from "@/components/ui/class-names";
import { useFieldControl } from "./field";

/** The scroll margin keeps label and error in view when the focus scrolls to the control. */
export const controlStyle =
  "h-control w-full scroll-mt-10 scroll-mb-14 min-w-0 rounded-control border border-border-strong bg-surface px-2.5 text-control text-text transition-colors duration-150 not-disabled:not-aria-invalid:hover:border-muted disabled:bg-inset disabled:text-muted aria-invalid:border-danger [&[readonly]]:bg-inset";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...useFieldControl()} {...props} className={cn(controlStyle, className)} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea {...useFieldControl()} {...props} className={cn(controlStyle, "h-auto py-1.5", className)} />
  );
}
