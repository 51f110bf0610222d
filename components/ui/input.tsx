"use client";

import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { useFieldControl } from "./field";

export const controlStyle =
  "h-control w-full min-w-0 rounded-control border border-border-strong bg-surface px-2.5 text-control text-text transition-colors duration-150 not-disabled:hover:border-muted disabled:bg-inset disabled:text-muted aria-invalid:border-danger [&[readonly]]:bg-inset";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...useFieldControl()} {...props} className={cn(controlStyle, className)} />;
}
