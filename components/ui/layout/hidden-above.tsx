"use client";

import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { useMediaQuery } from "@/components/ui/use-media-query";

const screens = {
  sm: { query: "(width < 40rem)", hidden: "sm:hidden" },
  lg: { query: "(width < 64rem)", hidden: "lg:hidden" },
  xl: { query: "(width < 80rem)", hidden: "xl:hidden" },
};

interface BelowProps {
  /** The breakpoint from which the children are hidden. */
  width: keyof typeof screens;
  className?: string;
  children: ReactNode;
}

/**
 * Content for narrow screens. The server does not know the width and hides it with CSS; the browser removes it, so that
 * screen readers and the page's search do not find it twice.
 */
export function HiddenAbove({ width, className, children }: BelowProps) {
  const { query, hidden } = screens[width];
  const narrow = useMediaQuery(query, true);
  return narrow && <div className={cn(hidden, className)}>{children}</div>;
}
