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
  /** The width from which on something else says it. */
  width: keyof typeof screens;
  className?: string;
  children: ReactNode;
}

/** Only on narrower screens. The server, which knows no width, leaves it to the style; the browser leaves it out. */
export function HiddenAbove({ width, className, children }: BelowProps) {
  const { query, hidden } = screens[width];
  const narrow = useMediaQuery(query, true);
  return narrow && <div className={cn(hidden, className)}>{children}</div>;
}
