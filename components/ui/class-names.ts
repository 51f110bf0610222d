import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["control"],
      spacing: ["control"],
      radius: ["control", "surface"],
      shadow: ["float"],
      animate: ["fade-in", "fade-out", "rise-in", "from-left"],
    },
  },
});

/** Joins class names. Of conflicting Tailwind classes the last one wins. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
